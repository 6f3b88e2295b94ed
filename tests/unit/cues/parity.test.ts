/** The cues of a transcript are the engine's own: asked of the engine, for speech of any kind. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import * as z from 'zod';
import '../../property-seed.ts';
import { ensureMicroModel } from '../../../ami/micro-model.ts';
import { PROJECT } from '../../../computer/project.ts';
import { cuesOf, type SpeakerCue } from '../../../core/transcript/cues/cues-of.ts';
import { Cue, Segment, Word } from '../../../core/transcript/transcript.ts';
import { sampleFile } from '../../support/samples.ts';
import { transcript, transcriptOf, type SaidTranscript } from './said.ts';

const PYTHON = path.join(PROJECT, '.venv/bin/python');
const env = { ...process.env, PYTHONPATH: path.join(PROJECT, 'userdata/engine') };

function engine(args: string[], input = ''): string {
  const options = { input, encoding: 'utf8', env, maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync(PYTHON, args, options);
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** Null: the line has no speaker. */
const EngineCue = Cue.extend({ speakers: z.array(z.string().nullable()) });
type EngineCue = z.infer<typeof EngineCue>;

function engineCues(transcripts: SaidTranscript[]): EngineCue[][] {
  const asked = JSON.stringify(transcripts);
  const told = engine([path.join(import.meta.dirname, 'engine_cues.py')], asked);
  return z.array(z.array(EngineCue)).parse(JSON.parse(told));
}

function shown(cues: readonly SpeakerCue[]): EngineCue[] {
  return cues.map((cue) => ({ ...cue, speakers: cue.speakers.map((one) => one ?? null) }));
}

test('of any speech: the same times, the same lines, and who says each', () => {
  const transcripts = fc.sample(transcript, 400);
  const theirs = engineCues(transcripts);
  expect(theirs.flat().length).toBeGreaterThan(2000);
  for (const [nth, of] of transcripts.entries()) {
    expect(shown(cuesOf(transcriptOf(of)))).toEqual(theirs[nth]);
  }
});

describe('of real speech', () => {
  const Event = z.discriminatedUnion('event', [
    Segment.extend({
      event: z.literal('segment'),
      words: z.array(Word),
    }),
    Cue.extend({ event: z.literal('cue') }),
    z.object({ event: z.literal('done'), durationSeconds: z.number() }),
    z.object({ event: z.enum(['ready', 'progress', 'coverage']) }),
  ]);

  let model: string;
  beforeAll(async () => {
    model = await ensureMicroModel(PYTHON);
  });

  test.each(['demo.wav', 'news.wav', 'long.wav', 'unseen3_late.wav'])(
    '%s: the same lines, at the same times but for the rounding of a transcript to 0.01 s',
    (file) => {
      const args = ['-m', 'fast_transcribe', '--model', model, '--words', sampleFile(file)];
      const lines = engine([...args, '--threads', '1'])
        .trim()
        .split('\n');
      const events = lines.map((line) => Event.parse(JSON.parse(line)));
      const segments = events.flatMap((event) => (event.event === 'segment' ? [event] : []));
      const theirs = events.flatMap((event) => (event.event === 'cue' ? [event] : []));
      const [done] = events.flatMap((event) => (event.event === 'done' ? [event] : []));
      const words = segments.flatMap((segment) => segment.words);
      const ours = cuesOf({ segments, words, durationSeconds: done?.durationSeconds });
      expect(theirs.length).toBeGreaterThan(0);
      expect(ours.map((cue) => cue.lines)).toEqual(theirs.map((cue) => cue.lines));
      for (const [nth, cue] of ours.entries()) {
        expect(Math.abs(cue.start - (theirs[nth]?.start ?? 0))).toBeLessThan(0.0101);
        expect(Math.abs(cue.end - (theirs[nth]?.end ?? 0))).toBeLessThan(0.0101);
      }
    },
  );
});

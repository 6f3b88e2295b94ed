import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  NO_PARTS,
  partsUpTo,
  Transcript,
  TranscriptPart,
  transcriptSoFar,
} from '../../core/transcript/transcript.ts';
import type { Resume } from '../../core/job/work-order.ts';
import { readCheckpointLine } from '../../userdata/agent/checkpoint-line.ts';
import { runAgent } from './agent-in-process.ts';
import type { FakeAws } from './fake-aws.ts';
import { bundledAgent } from './machine.ts';
import { failureOf, resultOf, scene, written, type AgentRun } from './agent-run.ts';
import { done, heard, segment, steps } from './steps.ts';

const HANG = { hang: true } as const;
const JOB = { jobId: 'job-1', model: 'tiny' };
const WORDS = ['ett', 'två', 'tre', 'fyra'];

let bundle: string;
/** What one machine has left, for all tests of the next one. */
let left: Left;
beforeAll(async () => {
  bundle = await bundledAgent();
  left = await interrupted();
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

/** The work, in four windows; the first engine hangs after so many of them. */
function work({ hangsAfter }: { hangsAfter?: number } = {}): Buffer {
  const windows = WORDS.map((word, id) => heard(id, word));
  if (hangsAfter !== undefined) windows.splice(hangsAfter, 0, [{ once: HANG }]);
  return steps(...windows.flat(), done(WORDS.length));
}

/** Text of every piece that was uploaded, by attempt and name. */
function pieces({ uploads }: FakeAws): Map<string, string> {
  const found = uploads.filter(({ key }) => key.includes('/checkpoint/'));
  return new Map(found.map(({ key, text }) => [key.replace(/.*\/attempts\//, ''), text]));
}

/** Numbers of the windows in them, in order. */
function windows(fakeAws: FakeAws): number[] {
  const lines = [...pieces(fakeAws).values()].join('').split('\n');
  return lines.flatMap((text) => {
    const line = readCheckpointLine(text);
    return line?.isHeader === false ? [line.window] : [];
  });
}

/** An attempt does not wait for the end of its checkpoint, which nobody needs once the job is done. */
function awaitLastWindow(fakeAws: FakeAws): void {
  fakeAws.takesDocuments = () => windows(fakeAws).includes(WORDS.length - 1);
}

function parts({ uploads }: FakeAws): TranscriptPart[] {
  const found = uploads.filter(({ key }) => key.includes('/parts/'));
  return found.map(({ text }) => TranscriptPart.parse(JSON.parse(text)));
}

function transcript(fakeAws: FakeAws) {
  const { timings: _, ...rest } = Transcript.parse(JSON.parse(written(fakeAws, 'json')));
  return rest;
}

/** What an attempt leaves that was interrupted after two of the four windows. */
interface Left {
  pieces: string[];
  parts: TranscriptPart[];
}

async function interrupted(): Promise<Left> {
  await using on = await scene(bundle);
  await interrupt(on);
  return leftOn(on.fakeAws);
}

function leftOn(fakeAws: FakeAws): Left {
  return { pieces: [...pieces(fakeAws).values()], parts: parts(fakeAws) };
}

async function interrupt(on: AgentRun): Promise<void> {
  const { fakeAws } = on;
  fakeAws.audio = work({ hangsAfter: 2 });
  const ending = runAgent(on);
  await fakeAws.until(() => windows(fakeAws).length > 0);
  fakeAws.spotNotice = new Date().toISOString();
  await ending;
}

/** What the claim tells of it. */
function resume(fakeAws: FakeAws, left: Left): Resume {
  const newest = left.parts.at(-1);
  fakeAws.pieces = left.pieces;
  return { checkpoint: fakeAws.pieceUrls, parts: newest ? partsUpTo(newest) : NO_PARTS };
}

/** A second machine, with what the first has left. */
async function next(left: Left): Promise<AgentRun> {
  const on = await scene(bundle);
  on.fakeAws.audio = work();
  on.fakeAws.order = { attempt: 2, resume: resume(on.fakeAws, left) };
  return on;
}

describe('a machine that goes away', () => {
  test('leaves every window that is transcribed, once, and says why it goes', async () => {
    await using on = await scene(bundle);
    await interrupt(on);

    expect(failureOf(on.fakeAws).code).toBe('SpotInterrupted');
    expect(windows(on.fakeAws)).toEqual([0, 1]);
    expect([...pieces(on.fakeAws).keys()][0]).toBe('001/checkpoint/00000.jsonl');
  });

  test('by SIGTERM leaves them too', async () => {
    await using on = await scene(bundle);
    on.fakeAws.audio = work({ hangsAfter: 3 });
    const agent = on.machine.startAgent(on.fakeAws);
    await on.fakeAws.until(() => windows(on.fakeAws).length > 0);
    agent.process.kill('SIGTERM');
    await agent.ending;

    expect(failureOf(on.fakeAws).code).toBe('InstanceLost');
    expect(windows(on.fakeAws)).toEqual([0, 1, 2]);
  });

  test('goes on working when there is time enough to finish', async () => {
    await using on = await scene(bundle);
    const slowly = WORDS.map((word, id) => [{ pause: 0.05 }, ...heard(id, word)]).flat();
    // Long enough to see the notice, which is looked for six times in it.
    on.fakeAws.audio = steps(...slowly, { pause: 3 }, done(WORDS.length));
    const ending = runAgent(on);
    await on.fakeAws.until(() => windows(on.fakeAws).length > 0);
    on.fakeAws.spotNotice = new Date(Date.now() + 120_000).toISOString();

    expect(await ending).toContain('EC2 wants the machine back; the work goes on.');
    resultOf(on.fakeAws);
  });

  test('says so even if the rest of the checkpoint cannot be written', async () => {
    await using on = await scene(bundle);
    on.fakeAws.audio = steps({ window: 0 }, segment(0, 'Hej.'), HANG);
    on.fakeAws.refuseUploads = (key) => key.includes('/checkpoint/');
    const ending = runAgent(on);
    await on.fakeAws.until(() => parts(on.fakeAws).length > 0);
    on.fakeAws.spotNotice = new Date().toISOString();

    expect(await ending).toContain('it is done again');
    expect(failureOf(on.fakeAws).code).toBe('SpotInterrupted');
  });
});

describe('the next machine', () => {
  test('goes on where the first one ended, and writes the same transcript', async () => {
    await using whole = await scene(bundle);
    whole.fakeAws.audio = work();
    await runAgent(whole);
    await using on = await next(left);
    awaitLastWindow(on.fakeAws);

    await runAgent(on);

    expect(resultOf(on.fakeAws).segments).toBe(WORDS.length);
    expect([...pieces(on.fakeAws).keys()][0]).toBe('002/checkpoint/00002.jsonl');
    expect(windows(on.fakeAws)).toEqual([2, 3]);
    expect(transcript(on.fakeAws)).toEqual(transcript(whole.fakeAws));
    for (const format of ['txt', 'srt', 'vtt'] as const) {
      expect(written(on.fakeAws, format)).toBe(written(whole.fakeAws, format));
    }
  });

  test('repeats nothing in its parts', async () => {
    await using on = await next(left);
    const late = WORDS.map((word, id) => heard(id, word)).flat();
    // Another part is due after ten seconds, or 200 segments.
    const many = Array.from({ length: 200 }, (_, more) => segment(more + 4, 'mer')).flat();
    on.fakeAws.audio = steps(...late, ...many, done(204));

    await runAgent(on);

    const all = [...left.parts, ...parts(on.fakeAws)];
    expect(all.map(({ part }) => part)).toEqual(all.map((_, index) => index + 1));
    const known = left.parts.flatMap(({ segments }) => segments.map(({ id }) => id));
    const added = parts(on.fakeAws).flatMap(({ segments }) => segments.map(({ id }) => id));
    expect(added.length).toBeGreaterThan(0);
    expect(added.filter((id) => known.includes(id))).toEqual([]);
    const { segments } = transcriptSoFar(JOB, all).transcript;
    expect(segments.map(({ id }) => id)).toEqual(segments.map((_, id) => id));
  });

  test('with nothing left to do has no first segment of its own', async () => {
    await using first = await scene(bundle);
    first.fakeAws.audio = work();
    await runAgent(first);
    await using on = await next(leftOn(first.fakeAws));

    await runAgent(on);

    expect(resultOf(on.fakeAws)).toMatchObject({ segments: 4, phases: { firstSegment: null } });
    expect(pieces(on.fakeAws).size).toBe(0);
  });

  test.each([
    ['of another engine', '{"checkpoint": 1, "engine": "0.0.9"}\n{"window": 0, "to": 32000}\n'],
    ['no checkpoint at all', 'what is this\n'],
    ['torn in its first line', '{"checkpoint": 1, "eng'],
  ])('begins anew if what it finds is %s', async (_, text) => {
    await using on = await next({ ...left, pieces: [text] });
    awaitLastWindow(on.fakeAws);

    await runAgent(on);

    expect(resultOf(on.fakeAws).segments).toBe(WORDS.length);
    expect(windows(on.fakeAws)).toEqual([0, 1, 2, 3]);
    expect([...pieces(on.fakeAws).keys()][0]).toBe('002/checkpoint/00000.jsonl');
  });

  test('goes on before a piece that does not come', async () => {
    const [header, one, two] = left.pieces.join('').split('\n');
    await using on = await next({ ...left, pieces: [`${header}\n${one}\n`, `${two}\n`] });
    awaitLastWindow(on.fakeAws);
    on.fakeAws.pieceAnswers.push((response) => response.end(on.fakeAws.pieces[0]), { status: 404 });

    await runAgent(on);

    expect(resultOf(on.fakeAws).segments).toBe(WORDS.length);
    expect(windows(on.fakeAws)).toEqual([1, 2, 3]);
  });

  test('reads a piece again whose connection broke', async () => {
    await using on = await next(left);
    awaitLastWindow(on.fakeAws);
    on.fakeAws.pieceAnswers.push((response) => {
      response.writeHead(200, { 'content-length': 10_000 });
      response.write(on.fakeAws.pieces[0], () => response.destroy());
    });

    await runAgent(on);

    expect(windows(on.fakeAws)).toEqual([2, 3]);
  });
});

describe('on the same machine', () => {
  test('an engine that crashes once goes on from its checkpoint', async () => {
    await using on = await scene(bundle);
    awaitLastWindow(on.fakeAws);
    const [ett = [], ...rest] = WORDS.map((word, id) => heard(id, word));
    on.fakeAws.audio = steps(...ett, { once: { kill: 9 } }, ...rest.flat(), done(4));

    await runAgent(on);

    expect(resultOf(on.fakeAws).segments).toBe(4);
    expect(transcript(on.fakeAws).text).toBe('ett två tre fyra');
    expect(windows(on.fakeAws)).toEqual([0, 1, 2, 3]);
  });

  test('an agent that is started again claims with the same id and goes on', async () => {
    await using on = await scene(bundle);
    awaitLastWindow(on.fakeAws);
    on.fakeAws.audio = work({ hangsAfter: 2 });
    const agent = on.machine.startAgent(on.fakeAws);
    await on.fakeAws.until(() => windows(on.fakeAws).length > 1);
    agent.process.kill('SIGKILL');
    await agent.ending;
    // The claim tells it what is uploaded already.
    on.fakeAws.order = { resume: resume(on.fakeAws, leftOn(on.fakeAws)) };

    await runAgent(on);

    expect(new Set(on.fakeAws.claims.map(({ body }) => body.agentId)).size).toBe(1);
    expect(resultOf(on.fakeAws).segments).toBe(4);
    expect(windows(on.fakeAws)).toEqual([0, 1, 2, 3]);
    expect(transcript(on.fakeAws).text).toBe('ett två tre fyra');
    expect(await readdir(`${on.machine.root}/var/lib/spotscribe`)).toEqual([]);
  });
});

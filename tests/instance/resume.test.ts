import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
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
import type { Border } from './border.ts';
import { bundledAgent, TEST_MS } from './machine.ts';
import { failureOf, resultOf, scene, written, type Scene } from './scene.ts';
import { done, heard, segment, steps } from './steps.ts';

const HANG = { hang: true } as const;
const JOB = { jobId: 'job-1', model: 'tiny' };
const WORDS = ['ett', 'två', 'tre', 'fyra'];

jest.setTimeout(TEST_MS);

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

/** Text of every piece that was uploaded, by name. */
function pieces({ uploads }: Border): Map<string, string> {
  const found = uploads.filter(({ key }) => key.includes('/checkpoint/'));
  return new Map(found.map(({ key, text }) => [key.replace(/.*\//, ''), text]));
}

/** Numbers of the windows in them, in order. */
function windows(border: Border): number[] {
  const lines = [...pieces(border).values()].join('').split('\n');
  return lines.flatMap((text) => {
    const line = readCheckpointLine(text);
    return line?.isHeader === false ? [line.window] : [];
  });
}

/** An attempt does not wait for the end of its checkpoint, which nobody needs once the job is done. */
function awaitLastWindow(border: Border): void {
  border.takesDocuments = () => windows(border).includes(WORDS.length - 1);
}

function parts({ uploads }: Border): TranscriptPart[] {
  const found = uploads.filter(({ key }) => key.includes('/parts/'));
  return found.map(({ text }) => TranscriptPart.parse(JSON.parse(text)));
}

function transcript(border: Border) {
  const { timings: _, ...rest } = Transcript.parse(JSON.parse(written(border, 'json')));
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
  return leftOn(on.border);
}

function leftOn(border: Border): Left {
  return { pieces: [...pieces(border).values()], parts: parts(border) };
}

async function interrupt({ border, machine }: Scene): Promise<void> {
  border.audio = work({ hangsAfter: 2 });
  const { ending } = machine.startAgent(border);
  await border.until(() => windows(border).length > 0);
  border.spotNotice = new Date().toISOString();
  await ending;
}

/** What the claim tells of it. */
function resume(border: Border, left: Left): Resume {
  const newest = left.parts.at(-1);
  border.pieces = left.pieces;
  return { checkpoint: border.pieceUrls, parts: newest ? partsUpTo(newest) : NO_PARTS };
}

/** A second machine, with what the first has left. */
async function next(left: Left): Promise<Scene> {
  const on = await scene(bundle);
  on.border.audio = work();
  on.border.order = { attempt: 2, resume: resume(on.border, left) };
  return on;
}

describe('a machine that goes away', () => {
  test('leaves every window that is transcribed, once, and says why it goes', async () => {
    await using on = await scene(bundle);
    await interrupt(on);

    expect(failureOf(on.border).code).toBe('SpotInterrupted');
    expect(windows(on.border)).toEqual([0, 1]);
    expect([...pieces(on.border).keys()][0]).toBe('001-00000.jsonl');
  });

  test('by SIGTERM leaves them too', async () => {
    await using on = await scene(bundle);
    on.border.audio = work({ hangsAfter: 3 });
    const agent = on.machine.startAgent(on.border);
    await on.border.until(() => windows(on.border).length > 0);
    agent.process.kill('SIGTERM');
    await agent.ending;

    expect(failureOf(on.border).code).toBe('InstanceLost');
    expect(windows(on.border)).toEqual([0, 1, 2]);
  });

  test('goes on working when there is time enough to finish', async () => {
    await using on = await scene(bundle);
    const slowly = WORDS.map((word, id) => [{ pause: 0.05 }, ...heard(id, word)]).flat();
    // Long enough to see the notice, which is looked for every five seconds.
    on.border.audio = steps(...slowly, { pause: 6 }, done(WORDS.length));
    const agent = on.machine.startAgent(on.border);
    await on.border.until(() => windows(on.border).length > 0);
    on.border.spotNotice = new Date(Date.now() + 120_000).toISOString();

    expect((await agent.ending).output).toContain('EC2 wants the machine back; the work goes on.');
    resultOf(on.border);
  });

  test('says so even if the rest of the checkpoint cannot be written', async () => {
    await using on = await scene(bundle);
    on.border.audio = steps({ window: 0 }, segment(0, 'Hej.'), HANG);
    on.border.refuseUploads = (key) => key.includes('/checkpoint/');
    const agent = on.machine.startAgent(on.border);
    await on.border.until(() => parts(on.border).length > 0);
    on.border.spotNotice = new Date().toISOString();

    expect((await agent.ending).output).toContain('it is done again');
    expect(failureOf(on.border).code).toBe('SpotInterrupted');
  });
});

describe('the next machine', () => {
  test('goes on where the first one ended, and writes the same transcript', async () => {
    await using whole = await scene(bundle);
    whole.border.audio = work();
    await whole.machine.startAgent(whole.border).ending;
    await using on = await next(left);
    awaitLastWindow(on.border);

    await on.machine.startAgent(on.border).ending;

    expect(resultOf(on.border).segments).toBe(WORDS.length);
    expect([...pieces(on.border).keys()][0]).toBe('002-00002.jsonl');
    expect(windows(on.border)).toEqual([2, 3]);
    expect(transcript(on.border)).toEqual(transcript(whole.border));
    for (const format of ['txt', 'srt', 'vtt'] as const) {
      expect(written(on.border, format)).toBe(written(whole.border, format));
    }
  });

  test('repeats nothing in its parts', async () => {
    await using on = await next(left);
    const late = WORDS.map((word, id) => heard(id, word)).flat();
    // Another part is due after ten seconds, or 200 segments.
    const many = Array.from({ length: 200 }, (_, more) => segment(more + 4, 'mer')).flat();
    on.border.audio = steps(...late, ...many, done(204));

    await on.machine.startAgent(on.border).ending;

    const all = [...left.parts, ...parts(on.border)];
    expect(all.map(({ part }) => part)).toEqual(all.map((_, index) => index + 1));
    const known = left.parts.flatMap(({ segments }) => segments.map(({ id }) => id));
    const added = parts(on.border).flatMap(({ segments }) => segments.map(({ id }) => id));
    expect(added.length).toBeGreaterThan(0);
    expect(added.filter((id) => known.includes(id))).toEqual([]);
    const { segments } = transcriptSoFar(JOB, all).transcript;
    expect(segments.map(({ id }) => id)).toEqual(segments.map((_, id) => id));
  });

  test('with nothing left to do has no first segment of its own', async () => {
    await using first = await scene(bundle);
    first.border.audio = work();
    await first.machine.startAgent(first.border).ending;
    await using on = await next(leftOn(first.border));

    await on.machine.startAgent(on.border).ending;

    expect(resultOf(on.border)).toMatchObject({ segments: 4, phases: { firstSegment: null } });
    expect(pieces(on.border).size).toBe(0);
  });

  test.each([
    ['of another engine', '{"checkpoint": 1, "engine": "0.0.9"}\n{"window": 0, "to": 32000}\n'],
    ['no checkpoint at all', 'what is this\n'],
    ['torn in its first line', '{"checkpoint": 1, "eng'],
  ])('begins anew if what it finds is %s', async (_, text) => {
    await using on = await next({ ...left, pieces: [text] });
    awaitLastWindow(on.border);

    await on.machine.startAgent(on.border).ending;

    expect(resultOf(on.border).segments).toBe(WORDS.length);
    expect(windows(on.border)).toEqual([0, 1, 2, 3]);
    expect([...pieces(on.border).keys()][0]).toBe('002-00000.jsonl');
  });

  test('goes on before a piece that does not come', async () => {
    const [header, one, two] = left.pieces.join('').split('\n');
    await using on = await next({ ...left, pieces: [`${header}\n${one}\n`, `${two}\n`] });
    awaitLastWindow(on.border);
    on.border.pieceAnswers.push((response) => response.end(on.border.pieces[0]), { status: 404 });

    await on.machine.startAgent(on.border).ending;

    expect(resultOf(on.border).segments).toBe(WORDS.length);
    expect(windows(on.border)).toEqual([1, 2, 3]);
  });

  test('reads a piece again whose connection broke', async () => {
    await using on = await next(left);
    awaitLastWindow(on.border);
    on.border.pieceAnswers.push((response) => {
      response.writeHead(200, { 'content-length': 10_000 });
      response.write(on.border.pieces[0], () => response.destroy());
    });

    await on.machine.startAgent(on.border).ending;

    expect(windows(on.border)).toEqual([2, 3]);
  });
});

describe('on the same machine', () => {
  test('an engine that crashes once goes on from its checkpoint', async () => {
    await using on = await scene(bundle);
    awaitLastWindow(on.border);
    const [ett = [], ...rest] = WORDS.map((word, id) => heard(id, word));
    on.border.audio = steps(...ett, { once: { kill: 9 } }, ...rest.flat(), done(4));

    await on.machine.startAgent(on.border).ending;

    expect(resultOf(on.border).segments).toBe(4);
    expect(transcript(on.border).text).toBe('ett två tre fyra');
    expect(windows(on.border)).toEqual([0, 1, 2, 3]);
  });

  test('an agent that is started again claims with the same id and goes on', async () => {
    await using on = await scene(bundle);
    awaitLastWindow(on.border);
    on.border.audio = work({ hangsAfter: 2 });
    const agent = on.machine.startAgent(on.border);
    await on.border.until(() => windows(on.border).length > 1);
    agent.process.kill('SIGKILL');
    await agent.ending;
    // The claim tells it what is uploaded already.
    on.border.order = { resume: resume(on.border, leftOn(on.border)) };

    await on.machine.startAgent(on.border).ending;

    expect(new Set(on.border.claims.map(({ body }) => body.agentId)).size).toBe(1);
    expect(resultOf(on.border).segments).toBe(4);
    expect(windows(on.border)).toEqual([0, 1, 2, 3]);
    expect(transcript(on.border).text).toBe('ett två tre fyra');
    expect(await readdir(`${on.machine.root}/var/lib/spotscribe`)).toEqual([]);
  });
});

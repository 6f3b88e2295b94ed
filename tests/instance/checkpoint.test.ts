import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { appendFile, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { CheckpointJoin, NOTHING_KNOWN } from '../../userdata/agent/checkpoint-join.ts';
import { CheckpointUpload } from '../../userdata/agent/checkpoint-upload.ts';
import { createLog } from '../../userdata/agent/log.ts';

const HEADER = '{"checkpoint": 1, "engine": "0.1.0"}';
const ANOTHER = '{"checkpoint": 1, "engine": "0.2.0"}';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/spotscribe-checkpoint-`);
  path = `${folder}/checkpoint`;
});
afterEach(() => rm(folder, { recursive: true }));

/** What machine `by` has written for a window: two seconds of the file. */
function line(window: number, by: number): string {
  const [from, to] = [window * 32_000, (window + 1) * 32_000];
  return JSON.stringify({ window, channel: 0, from, to, by });
}

async function joined(lines: readonly string[]) {
  const file = await open(path, 'w');
  const join = new CheckpointJoin(file);
  for (const text of lines) await join.add(text);
  await file.close();
  return { known: join.known, lines: (await readFile(path, 'utf8')).split('\n').slice(0, -1) };
}

describe('a checkpoint that is put together', () => {
  test('holds each window once, in order, as the first machine wrote it, up to the first gap', async () => {
    const window = fc.nat(6);
    const whatever = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(window, fc.nat(3)).map(([n, by]) => line(n, by)) },
      fc.constant(HEADER),
      fc.tuple(window, fc.nat(20)).map(([n, at]) => line(n, 9).slice(0, at)), // torn
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(whatever, { maxLength: 40 }), async (lines) => {
        const expected: string[] = [];
        for (const text of lines) {
          const next = expected.length;
          if (text.startsWith(`{"window":${next},`) && text.endsWith('}')) expected.push(text);
        }
        const made = await joined([HEADER, ...lines]);
        expect(made.lines).toEqual([HEADER, ...expected]);
        expect(made.known).toEqual({
          bytes: (await readFile(path)).length,
          windows: expected.length,
          seconds: expected.length * 2,
        });
      }),
    );
  });

  test('begins anew with another header: what was before is of another engine', async () => {
    const made = await joined([HEADER, line(0, 1), line(1, 1), ANOTHER, line(0, 2)]);
    expect(made.lines).toEqual([ANOTHER, line(0, 2)]);
    expect(made.known).toMatchObject({ windows: 1, seconds: 2 });
  });

  test('is empty without a header', async () => {
    expect((await joined([line(0, 1)])).known).toEqual(NOTHING_KNOWN);
  });

  test('takes no line that the engine would not', async () => {
    const long = JSON.stringify({ window: 0, to: 1, text: 'å'.repeat(1 << 19) });
    expect((await joined([HEADER, long])).known.windows).toBe(0);
  });
});

describe('the upload', () => {
  const aCheckpointUpload = (log = createLog(), signal = new AbortController().signal) =>
    new CheckpointUpload({ file: path, known: NOTHING_KNOWN, log, signal });

  test('that the end of the work breaks off is no warning', async () => {
    await writeFile(path, `${HEADER}\n${line(0, 1)}\n`);
    const over = new AbortController();
    const said: unknown[] = [];
    const upload = aCheckpointUpload(
      createLog((entry) => said.push(entry)),
      over.signal,
    );
    const asked = Promise.withResolvers<undefined>();
    upload.wake(() => {
      asked.resolve(undefined);
      return new Promise((_, reject) => {
        over.signal.addEventListener('abort', () => reject(over.signal.reason as Error));
      });
    });
    await asked.promise;
    over.abort();
    await upload.restart();
    expect(said).toEqual([]);
  });

  test('sends every whole line once and in order, however the engine writes and whatever fails', async () => {
    const cut = fc.record({ bytes: fc.integer({ min: 1, max: 200 }), fails: fc.boolean() });
    const text = [HEADER, ...Array.from({ length: 12 }, (_, n) => line(n, 1))].join('\n') + '\n';
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { maxLength: 10 }), async (cuts) => {
        await writeFile(path, '');
        const upload = aCheckpointUpload();
        const sent: [number, string][] = [];
        let at = 0;
        for (const { bytes, fails } of cuts) {
          await appendFile(path, text.slice(at, at + bytes));
          at += bytes;
          const put = (first: number, piece: string) => {
            if (fails) return Promise.reject(new Error('busy'));
            sent.push([first, piece]);
            return Promise.resolve();
          };
          await upload.flush(put).catch(() => undefined);
        }
        await appendFile(path, text.slice(at));
        await upload.flush((first, piece) => Promise.resolve(void sent.push([first, piece])));
        expect(sent.map(([, piece]) => piece).join('')).toBe(text);
        for (const [first, piece] of sent) expect(piece).toContain(`{"window":${first},`);
        const firsts = sent.map(([first]) => first);
        expect(firsts).toEqual([...new Set(firsts)].sort((a, b) => a - b));
      }),
    );
  });

  test('begins again with a file that the engine has begun anew', async () => {
    const known = { bytes: 500, windows: 9, seconds: 9 };
    await writeFile(path, `${ANOTHER}\n${line(0, 1)}\n`);
    const { signal } = new AbortController();
    const upload = new CheckpointUpload({ file: path, known, log: createLog(), signal });
    const sent: string[] = [];
    await upload.flush((_, text) => Promise.resolve(void sent.push(text)));
    expect(sent).toEqual([`${ANOTHER}\n${line(0, 1)}\n`]);
  });

  test('of large pieces waits for as many bytes, or for the end', async () => {
    const lines = (from: number) => `${line(from, 1)}\n${line(from + 1, 1)}\n`;
    await writeFile(path, `${HEADER}\n${lines(0)}`);
    const leastBytes = `${HEADER}\n${lines(0)}${lines(2)}`.length;
    const { signal } = new AbortController();
    const of = { file: path, known: NOTHING_KNOWN, leastBytes, log: createLog(), signal };
    const upload = new CheckpointUpload(of);
    const sent: number[] = [];
    const put = (first: number) => Promise.resolve(void sent.push(first));
    upload.wake(put);
    await upload.restart();
    expect(sent).toEqual([]);
    await appendFile(path, lines(2));
    upload.wake(put);
    // Waits for the upload, and forgets it.
    await upload.restart();
    expect(sent).toEqual([0]);
    await writeFile(path, `${HEADER}\n${lines(0)}`);
    await upload.flush(put);
    expect(sent).toEqual([0, 0]);
  });

  test('says nothing of a header alone', async () => {
    await writeFile(path, `${HEADER}\n`);
    const upload = aCheckpointUpload();
    const sent: string[] = [];
    await upload.flush((_, text) => Promise.resolve(void sent.push(text)));
    expect(sent).toEqual([]);
  });

  test('is one at a time; what comes meanwhile goes with the next', async () => {
    await writeFile(path, `${HEADER}\n${line(0, 1)}\n`);
    const upload = aCheckpointUpload();
    const gates: (() => void)[] = [];
    const sent: number[] = [];
    const put = (first: number) => {
      sent.push(first);
      return new Promise<void>((resolve) => gates.push(resolve));
    };
    upload.wake(put);
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await appendFile(path, `${line(1, 1)}\n${line(2, 1)}\n`);
    upload.wake(put);
    upload.wake(put);
    expect(sent).toEqual([0]);
    gates[0]?.();
    while (gates.length === 1) await new Promise((resolve) => setImmediate(resolve));
    gates[1]?.();
    await upload.flush(put);
    expect(sent).toEqual([0, 1]);
  });
});

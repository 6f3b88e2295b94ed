/** `npm run submit`: what it finds in a folder, how it goes on, what it sends, and how it is called. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../../client/api-client.ts';
import type { BulkApi } from '../../cli/submit/bulk-api.ts';
import { costOf, estimateText, lengthsOf } from '../../cli/submit/estimate.ts';
import { ApiAway, Busy, firmly } from '../../cli/submit/firmly.ts';
import { Journal, stateOf, type Entry } from '../../cli/submit/journal.ts';
import type { NotSent } from '../../cli/submit/not-sent.ts';
import { plan, type EarlierBulk } from '../../cli/submit/plan.ts';
import { ProgressLine } from '../../cli/submit/progress.ts';
import { submissionOf } from '../../cli/submit/request.ts';
import { submitPlace } from '../../cli/submit/submit-place.ts';
import type { Words } from '../../cli/submit/words.ts';
import { batchesOf } from '../../cli/submit/sign-ahead.ts';
import { nameIn } from '../../cli/submit/server-line.ts';
import { AlreadyRunning, takeState } from '../../cli/submit/state-file.ts';
import { transcriptPath } from '../../cli/submit/transcripts.ts';
import { uploadFiles, UploadStopped } from '../../cli/submit/upload-files.ts';
import { walk, type FolderFile } from '../../cli/submit/walk.ts';
import { named, size, usd } from '../../cli/submit/wording.ts';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { BulkFileName, type SignedBulkFile } from '../../core/bulk/bulk-files.ts';
import { scriptAudio } from '../../chaos/script.ts';
import { stateOf as processState } from '../support/processes.ts';
import { until } from '../support/until.ts';
import { SHORT } from '../support/scripted-audio.ts';

let here: string;
beforeAll(async () => {
  here = await mkdtemp(path.join(tmpdir(), 'spotscribe-submit-'));
});
afterAll(() => rm(here, { recursive: true, force: true }));

/** A new folder with these files. */
async function folderOf(contents: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(path.join(here, 'folder-'));
  for (const [name, content] of Object.entries(contents)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

describe('a folder', () => {
  test('has its recordings by name and by content, sorted; what is left out is named', async () => {
    const folder = await folderOf({
      'b.mp3': 'x',
      'a/z.WAV': 'x',
      'a/y': scriptAudio(SHORT),
      'a/notes.txt': 'Dear Sir or Madam, this is no recording at all.',
      'a/scan.pdf': '%PDF-1.7 and so on',
      '.DS_Store': 'x',
      '.trash/gone.mp3': 'x',
      'late.mp3.part': 'x',
      'empty.flac': '',
    });
    await symlink('/etc', path.join(folder, 'elsewhere'));
    await symlink(path.join(folder, 'b.mp3'), path.join(folder, 'linked.mp3'));

    const { files, skipped } = await walk(folder);

    expect(files.map(({ name }) => name)).toEqual(['a/y', 'a/z.WAV', 'b.mp3']);
    expect(skipped.map(({ name, isRecording }) => [name, isRecording])).toEqual([
      ['.DS_Store', false],
      ['.trash', false],
      ['a/notes.txt', false],
      ['a/scan.pdf', false],
      ['elsewhere', false],
      ['empty.flac', true],
      ['late.mp3.part', false],
      ['linked.mp3', false],
    ]);
  });

  test('with names that no key can have: they are named, and the others go', async () => {
    const folder = await folderOf({ 'two\nlines.mp3': 'x', 'back\\slash.mp3': 'x', 'å.mp3': 'x' });
    const { files, skipped } = await walk(folder);
    expect(files.map(({ name }) => name)).toEqual(['å.mp3']);
    expect(skipped.map(({ because }) => because)).toEqual([
      ...Array<unknown>(2).fill(expect.stringContaining('rename it')),
    ]);
    for (const { name } of files) expect(BulkFileName.safeParse(name).success).toBe(true);
  });

  test('is sent in batches of a hundred files or a gibibyte, none of them empty', () => {
    const bytes = fc.integer({ min: 1, max: 5 * 1024 ** 3 });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 500 }), (sizes) => {
        const files = sizes.map((bytes, at) => ({ name: `${at}`, bytes, modifiedMs: 0 }));
        const batches = [...batchesOf(files)];
        expect(batches.flat()).toEqual(files);
        for (const batch of batches) {
          const total = batch.reduce((sum, file) => sum + file.bytes, 0);
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(100);
          expect(batch.length === 1 || total <= 1024 ** 3).toBe(true);
        }
      }),
    );
  });
});

const anEntry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ what: fc.constant('asked' as const), key: fc.uuid(), body: fc.string() }),
  fc.record({
    what: fc.constant('made' as const),
    key: fc.uuid(),
    bulkId: fc.constantFrom('b1', 'b2'),
  }),
  fc.record({
    what: fc.constant('stored' as const),
    name: fc.string({ unit: 'grapheme' }),
    bytes: fc.nat(),
    sha256: fc.constantFrom('1', '2'),
    bulkId: fc.constantFrom('b1', 'b2'),
  }),
  fc.record({
    what: fc.constantFrom('begun' as const, 'gone' as const),
    bulkId: fc.constantFrom('b1', 'b2'),
  }),
);

describe('the state', () => {
  test('of a journal that was cut off anywhere has all whole lines, and goes on', () => {
    const folder = mkdtempSync(path.join(here, 'state-'));
    let count = 0;
    fc.assert(
      fc.property(fc.array(anEntry, { maxLength: 12 }), anEntry, fc.nat(), (entries, next, at) => {
        const file = path.join(folder, `${(count += 1)}.jsonl`);
        const first = new Journal(file);
        for (const entry of entries) first.write(entry);
        first.close();
        const whole = entries.length === 0 ? Buffer.alloc(0) : readFileSync(file);
        if (whole.length > 0) truncateSync(file, at % (whole.length + 1));
        const kept = whole.subarray(0, at % (whole.length + 1)).toString();
        // A line is whole without its end, too.
        const cut = kept.split('\n').filter((line) => whole.toString().split('\n').includes(line));

        const second = new Journal(file);
        expect(second.state).toEqual(stateOf(cut.join('\n')));
        second.write(next);
        second.close();

        expect(new Journal(file).state).toEqual(stateOf([...cut, JSON.stringify(next)].join('\n')));
        rmSync(file, { force: true });
      }),
    );
  });

  test('is whatever a file holds: other lines are left out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(stateOf(`${text}\n{"what":"made","key":"k","bulkId":"b"}`).open).toBe('b');
      }),
    );
  });

  test('is of one process at a time; that of a killed one is taken over', async () => {
    const file = path.join(await mkdtemp(path.join(here, 'lock-')), 'x.jsonl');
    const lock = takeState(file);
    expect(() => takeState(file)).toThrow(AlreadyRunning);
    lock.release();

    const dead = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)']);
    const start = spawnSync('ps', ['-o', 'lstart=', '-p', `${dead.pid}`], { encoding: 'utf8' });
    await writeFile(`${file}.lock`, `${dead.pid} ${start.stdout.trim()}`);
    expect(() => takeState(file)).toThrow(`process ${dead.pid}`);
    dead.kill('SIGKILL');
    await once(dead, 'close');
    takeState(file).release();
    // A zombie, whose parent does not wait for it, has ended.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = pid.toString().trim();
    // A shell would wait for it.
    const program = ['-o', 'comm=', '-p', `${parent.pid}`];
    await until('the shell has become sleep', () =>
      spawnSync('ps', program, { encoding: 'utf8' }).stdout.includes('sleep'),
    );
    process.kill(Number(zombie), 'SIGKILL');
    await until('it is a zombie', () => processState(Number(zombie)) === 'Z');
    const born = spawnSync('ps', ['-o', 'lstart=', '-p', zombie], { encoding: 'utf8' });
    await writeFile(`${file}.lock`, `${zombie} ${born.stdout.trim()}`);
    takeState(file).release();
    parent.kill('SIGKILL');
    // Another process has its number by now.
    await writeFile(`${file}.lock`, `${process.pid} Thu Jan  1 00:00:00 1970`);
    takeState(file).release();
  });
});

describe('what is to be sent', () => {
  const phases = ['open', 'runs', 'over', 'cancelled'] as const;
  const file = (name: string): FolderFile => ({ name, bytes: 3, modifiedMs: 0 });

  test('is each file once: a file that a bulk has is sent again only if it changed, or is to be tried again', async () => {
    const arbitrary = fc.record({
      phase: fc.constantFrom(...phases),
      isStored: fc.boolean(),
      isChanged: fc.boolean(),
      isCompleted: fc.boolean(),
      retryFailed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, async (is) => {
        const bulk: EarlierBulk = {
          ...{ bulkId: 'b', phase: is.phase, isCompleted: () => is.isCompleted },
        };
        const stored = new Map(is.isStored ? [['a', { bulkId: 'b', bytes: 3, sha256: '1' }]] : []);
        const { fresh } = await plan([file('a')], {
          ...{ state: { stored }, bulks: new Map([['b', bulk]]), retryFailed: is.retryFailed },
          sha256: () => Promise.resolve(is.isChanged ? '2' : '1'),
        });
        const isKept = is.isStored && is.phase !== 'open' && !is.isChanged;
        const isOver = is.phase === 'cancelled' || (is.phase === 'over' && is.retryFailed);
        expect(fresh.length).toBe(isKept && (!isOver || is.isCompleted) ? 0 : 1);
      }),
    );
  });
});

/** A store with scripted answers that keeps what it gets. */
async function storeWith(answers: (name: string, time: number) => number | 'reset' | 'lost') {
  const kept = new Map<string, string>();
  const times = new Map<string, number>();
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const name = decodeURIComponent((request.url ?? '').slice(1));
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    const status = answers(name, time);
    if (status === 'reset') return void request.socket.destroy();
    const content = await textOf(request).catch(() => undefined);
    if (content === undefined) return;
    if (status === 'lost') {
      kept.set(name, content);
      return void request.socket.destroy();
    }
    if (status === 200) kept.set(name, content);
    const code = status === 400 ? 'BadDigest' : 'AccessDenied';
    response.writeHead(status).end(status === 200 ? '' : `<Error><Code>${code}</Code></Error>`);
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { kept, times, url, close: () => server.close() };
}

interface Sent {
  stored: string[];
  notSent: NotSent[];
  slept: number[];
  underWay: number;
}

/** Sends all files of a folder; `before` is called with a file whose address is asked for. */
async function sendAll(
  folder: string,
  store: Awaited<ReturnType<typeof storeWith>>,
  before: (name: string) => void = () => undefined,
): Promise<Sent & { error?: unknown }> {
  const { files } = await walk(folder);
  const sent: Sent = { stored: [], notSent: [], slept: [], underWay: 0 };
  const sign = ({
    name,
    bytes,
    sha256 = '',
  }: {
    name: string;
    bytes: number;
    sha256?: string | undefined;
  }): SignedBulkFile => {
    before(name);
    const isStored =
      sha256 ===
      createHash('sha256')
        .update(store.kept.get(name) ?? '?')
        .digest('hex');
    const url = `${store.url}/${encodeURIComponent(name)}`;
    const headers = { 'content-length': `${bytes}` };
    const upload = { method: 'PUT' as const, url, headers, expiresAt: '' };
    return { name, key: name, isStored, ...(!isStored && { upload }) };
  };
  try {
    await uploadFiles(files, {
      ...{ folder, atOnce: 3 },
      sign: (wanted) => Promise.resolve(wanted.map(sign)),
      knownSha256: () => undefined,
      onRead: () => undefined,
      onStored: ({ name }) => sent.stored.push(name),
      onNotSent: (problem) => sent.notSent.push(problem),
      onBytes: (bytes) => (sent.underWay += bytes),
      sleep: (ms) => Promise.resolve(sent.slept.push(ms)),
    });
    return sent;
  } catch (error) {
    return { ...sent, error };
  }
}

describe('an upload', () => {
  const FILES = { 'a.mp3': 'first', 'b/å.mp3': 'second', 'c.mp3': 'third' };

  test('goes through lost connections, busy stores and expired addresses', async () => {
    const answers = { 'a.mp3': 'reset', 'b/å.mp3': 503, 'c.mp3': 403 } as const;
    const store = await storeWith((name, time) =>
      time > 2 ? 200 : answers[name as keyof typeof FILES],
    );
    const sent = await sendAll(await folderOf(FILES), store);
    store.close();
    expect(sent).toMatchObject({ notSent: [], underWay: 0 });
    expect(sent.stored.sort()).toEqual(Object.keys(FILES));
    expect(Object.fromEntries(store.kept)).toEqual(FILES);
    expect(sent.slept.sort()).toEqual([1000, 1000, 1000, 2000, 2000, 2000]);
  });

  test('whose answer was lost is there: it is not sent again', async () => {
    const store = await storeWith(() => 'lost');
    const sent = await sendAll(await folderOf({ 'a.mp3': 'first' }), store);
    store.close();
    expect(sent).toMatchObject({ stored: ['a.mp3'], notSent: [], slept: [1000] });
    expect(Object.fromEntries(store.times)).toEqual({ 'a.mp3': 1 });
  });

  test('of a file that vanished, changed or is refused leaves the others alone', async () => {
    const folder = await folderOf({ ...FILES, 'd.mp3': 'fourth', 'e.mp3': 'fifth' });
    const store = await storeWith((name) =>
      name === 'd.mp3' ? 400 : name === 'e.mp3' ? 501 : 200,
    );
    const sent = await sendAll(folder, store, (name) => {
      if (name === 'a.mp3') rmSync(path.join(folder, name));
      if (name === 'c.mp3') appendFileSync(path.join(folder, name), ' and more');
    });
    store.close();
    expect(sent.error).toBeInstanceOf(UploadStopped);
    expect(sent.stored).toEqual(['b/å.mp3']);
    expect(sent.notSent.map(({ name, error }) => [name, error.code]).sort()).toEqual([
      ['a.mp3', 'FileVanished'],
      ['c.mp3', 'FileChanged'],
      ['d.mp3', 'FileChanged'],
    ]);
  });

  test('ends when the store does not answer, and says so', async () => {
    const store = await storeWith(() => 'reset');
    const sent = await sendAll(await folderOf(FILES), store);
    store.close();
    expect(sent.error).toBeInstanceOf(UploadStopped);
    expect(sent).toMatchObject({ stored: [], notSent: [], underWay: 0 });
  });
});

describe('a request', () => {
  const asking = async (answers: unknown[]) => {
    const slept: number[] = [];
    const ask = () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    const sleep = (ms: number) => Promise.resolve(slept.push(ms));
    const away: string[] = [];
    const onAway = (why: string) => void away.push(why);
    const got = await firmly(ask, { sleep, onAway }).catch((error: unknown) => error);
    return { got, slept, away };
  };

  test('outlasts failures that pass, for as long as the API asks', async () => {
    const busy = new Busy('POST', { status: 429, afterMs: 7000 }, '');
    const { got, slept, away } = await asking([new TypeError('fetch failed'), busy, 'done']);
    expect(got).toBe('done');
    expect(slept).toEqual([1000, 7000]);
    expect(away).toEqual(['fetch failed']);
  });

  test('is not repeated after a refusal, nor for ever', async () => {
    const refused = new ApiError('POST', 422, '');
    expect(await asking([refused])).toEqual({ got: refused, slept: [], away: [] });
    const { got, slept } = await asking([new TypeError('fetch failed')]);
    expect(got).toBeInstanceOf(ApiAway);
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(120_000);
  });
});

test('a bulk of S3 that runs keeps its ceiling, and the command says so', async () => {
  const journal = new Journal(path.join(await mkdtemp(path.join(here, 'ceiling-')), 'x.jsonl'));
  journal.write({ what: 'begun', bulkId: 'bulk-1' });
  const said = async (ceilingUsd: number | undefined, maxCost: string) => {
    let output = '';
    const money = ceilingUsd === undefined ? null : { ceilingUsd };
    await submitPlace({
      ...{ journal, source: { s3: 's3://bucket/in/anna/x/' }, apiUrl: 'https://api.test' },
      submission: submissionOf(
        { ...WORDS, detach: true, 'max-cost': maxCost },
        ['s3://bucket/in/anna/x/'],
        here,
      ),
      api: {
        bulk: (bulkId: string) => Promise.resolve({ bulkId, status: 'running', money }),
      } as unknown as BulkApi,
      progress: new ProgressLine({ write: (text: unknown) => ((output += String(text)), true) }),
      clock: { sleep: () => Promise.resolve() },
      onBulk: () => undefined,
    });
    return output;
  };
  expect(await said(10, '5')).toContain('bulk-1 runs with a ceiling of 10 USD, which stays.');
  expect(await said(undefined, '5')).toContain('bulk-1 runs with no ceiling, which stays.');
  expect(await said(2.500001, '2.5')).not.toContain('stays');
  journal.close();
});

describe('a transcript', () => {
  test('lies below its folder, whatever the name is, and each at a place of its own', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', '\\', 'a', 'å', '..\\..', '\0'),
      fc.string({ unit: 'binary' }),
    );
    const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(name, name, (one, other) => {
        const folder = '/home/anna/texts';
        const at = path.resolve(folder, transcriptPath(one, 'txt'));
        expect(at.startsWith(`${folder}/`)).toBe(true);
        // eslint-disable-next-line no-control-regex
        expect(at).not.toMatch(/[\x00-\x1f]/);
        if (one !== other)
          expect(transcriptPath(other, 'txt')).not.toBe(transcriptPath(one, 'txt'));
      }),
    );
    expect(transcriptPath('b/Åsa & Bo #1.mp3', 'srt')).toBe('b/Åsa & Bo #1.mp3.srt');
  });

  test('has the name that its file had in the folder', () => {
    expect(nameIn('in/anna/bulk/bulk-1/a/b.mp3', 'bulk-1')).toBe('a/b.mp3');
    expect(nameIn('in/anna/bulk/bulk-1/a/bulk/bulk-1/b.mp3', 'bulk-1')).toBe('a/bulk/bulk-1/b.mp3');
    expect(nameIn('in/anna/archive/b.mp3', 'bulk-1')).toBe('in/anna/archive/b.mp3');
  });
});

describe('an estimate', () => {
  const files = (bytes: number[]) =>
    bytes.map((one, at) => ({ name: `${at}`, bytes: one, modifiedMs: 0 }));

  test('of lengths that are known for some goes by size for the others', async () => {
    const known = await lengthsOf(files([10, 20, 30]), ({ bytes }) =>
      Promise.resolve(bytes === 30 ? undefined : bytes * 2),
    );
    expect(known).toEqual({ known: [20, 40], totalSeconds: 120, guessed: 1 });
    const none = await lengthsOf(files([10]), () => Promise.resolve(undefined));
    expect(none.totalSeconds).toBeUndefined();
  });

  test('says that a ceiling may be too little for it', async () => {
    const lengths = { known: [60, 60], totalSeconds: 120, guessed: 0 };
    const [quoted, route] = [{ costUsd: { low: 1, high: 5 } }, 'batch'];
    const quote = () =>
      Promise.resolve({
        routes: [{ ...quoted, route, completedInSeconds: { low: 60, high: 90 } }],
      } as never);
    const last = async (maxCostUsd?: number) =>
      (await estimateText(lengths, 2, { quote, route, maxCostUsd })).at(-1);
    expect(await last(9.5)).toBe(
      'Ceiling: 9.5 USD, which may be too little: files beyond it get no job.',
    );
    expect(await last(10)).toBe('Ceiling: 10 USD.');
    expect(await last()).toContain('Without --max-cost');
  });

  test('is the sum of quotes where a quote grows evenly with the length', async () => {
    const seconds = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 600 });
    await fc.assert(
      fc.asyncProperty(seconds, async (all) => {
        const lengths = await lengthsOf(files(all), ({ bytes }) => Promise.resolve(bytes));
        const price = (s: number) => ({ low: 0.01 + s * 1e-6, high: 0.02 + s * 1e-5 });
        const route = 'batch';
        const { low, high } = await costOf(lengths, all.length, {
          route,
          quote: (s) =>
            Promise.resolve({
              routes: [{ route, costUsd: price(s), completedInSeconds: { low: 60, high: 90 } }],
            } as never),
        });
        const exact = (of: 'low' | 'high') => all.reduce((sum, s) => sum + price(s)[of], 0);
        // Above 500 files a sample is read.
        const share = all.length > 500 ? 0.2 : 1e-9;
        expect(Math.abs(low / exact('low') - 1)).toBeLessThan(share);
        expect(Math.abs(high / exact('high') - 1)).toBeLessThan(Math.max(share, 1e-9));
      }),
    );
  });
});

test('a terminal has one line, drawn anew; a file has one now and then, and the last', () => {
  const written = (isTTY: boolean, columns = 20) => {
    let text = '';
    let now = 0;
    const output = { isTTY, columns, write: (more: unknown) => ((text += String(more)), true) };
    const line = new ProgressLine(output, () => now);
    for (const at of [0, 4000, 11_000]) {
      now = at;
      line.show(`seen at ${at}, which is long`);
    }
    line.end('done', 'done');
    return text;
  };
  expect(written(true)).toBe(
    `${['seen at 0, which is', 'seen at 4000, which', 'seen at 11000, whic'].map((one) => `\r\u001B[K${one}`).join('')}\r\u001B[Kdone\n`,
  );
  // Some terminals say that they have no columns.
  expect(written(true, 0)).toContain('seen at 4000, which is long');
  expect(written(false)).toBe('seen at 0, which is long\nseen at 11000, which is long\ndone\n');
});

test('numbers are written for people; failures are named up to twenty, without control characters', () => {
  expect([0, 999, 1000, 999_950, 5e9].map(size)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.0 MB',
    '5.0 GB',
  ]);
  expect([0, 0.00123, 0.1, 12.345].map(usd)).toEqual(['0.00', '0.0012', '0.10', '12.35']);
  const failed = Array.from({ length: 23 }, (_, at) => ({
    ...{ file: `\u001B[2J${at}`, status: 'not_sent', error: { code: 'X', message: 'Why.' } },
  }));
  const lines = named(failed);
  expect(lines).toHaveLength(21);
  expect(lines[0]).toBe('  ?[2J0 not sent: X. Why.');
  expect(lines.at(-1)).toBe('  … and 3 more; the report names them.');
});

const WORDS: Words = {
  ...{
    words: false,
    review: false,
    format: 'txt',
    detach: false,
    'retry-failed': false,
    'dry-run': false,
  },
  'at-once': '4',
};

describe('the words', () => {
  test('give the same options to every file, and a report beside the caller', () => {
    const words = {
      ...WORDS,
      language: 'en',
      words: true,
      'max-cost': '2.50',
      transcripts: 'texts',
    };
    expect(submissionOf(words, ['.'], here)).toMatchObject({
      target: { what: 'folder', folder: here },
      options: { language: 'en', words: true },
      maxCostUsd: 2.5,
      report: path.join(here, `${path.basename(here)}-report.jsonl`),
      transcripts: { folder: path.join(here, 'texts'), format: 'txt' },
    });
    const place = submissionOf(WORDS, ['s3://bucket/in/anna/list.jsonl'], here);
    expect(place).toMatchObject({
      target: { source: { manifest: 's3://bucket/in/anna/list.jsonl' } },
      report: path.join(here, 'list-report.jsonl'),
    });
  });

  test('ask for speakers, review, a word list, a redaction and a retention', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'spotscribe-words-')), 'names.txt');
    writeFileSync(file, 'Anna Ek\r\n\r\n  IKEA\n');
    const asked = (more: Partial<Words>) =>
      submissionOf({ ...WORDS, ...more }, ['.'], here).options;
    expect(
      asked({
        ...{ speakers: '2-4', review: true, vocabulary: file, redact: 'name,phone' },
        ...{ 'audio-days': '0', 'transcript-days': '30' },
      }),
    ).toMatchObject({
      speakers: { min: 2, max: 4 },
      review: true,
      vocabulary: ['Anna Ek', 'IKEA'],
      redact: { kinds: ['name', 'phone'], keepOriginal: true },
      retention: { audioDays: 0, transcriptDays: 30 },
    });
    expect(asked({ redact: 'all' }).redact?.kinds).toContain('personnummer');
    const redact = '{"kinds": ["name"], "style": "tag", "keepOriginal": false}';
    expect(asked({ redact }).redact).toMatchObject({
      ...{ kinds: ['name'], style: 'tag', audio: false, keepOriginal: false },
    });
  });

  test.each([
    [['.'], { speakers: 'many' }, '--speakers: off, auto, a whole number from 1 to 20'],
    [['.'], { vocabulary: 'nowhere.txt' }, '--vocabulary: the file cannot be read'],
    [['.'], { redact: 'hats' }, '--redact.kinds.0'],
    [['.'], { redact: '{"style"' }, '--redact: {"style" is no JSON.'],
    [['.'], { redact: '{"style": "rot13"}' }, '--redact.style'],
    [['.'], { 'audio-days': 'ten' }, '--audio-days: "ten" is no number of days'],
    [[], {}, 'What is to be submitted?'],
    [['a', 'b'], {}, 'What is to be submitted?'],
    [['.'], { follow: 'bulk-1' }, 'What is to be submitted?'],
    [[], { follow: 'bulk-1' }, '"bulk-1" is no bulk'],
    [['nowhere'], {}, 'There is no folder'],
    [['s3://bucket/in/anna/archive'], {}, 'end it with a slash'],
    [['.'], { 'max-cost': '-1' }, '--max-cost: "-1" is no sum'],
    [['.'], { 'max-cost': '' }, '--max-cost: "" is no sum'],
    [['.'], { 'at-once': '0' }, '--at-once'],
    [['.'], { language: 'svenska' }, '--language'],
    [['.'], { route: 'rail' }, '--route'],
    [['.'], { format: 'pdf' }, '--format'],
  ])('%j %j: %s', (named, more, says) => {
    expect(() => submissionOf({ ...WORDS, ...more }, named, here)).toThrow(says);
  });
});

test('a report or transcripts that could not be written are refused before anything is sent', async () => {
  const folder = await folderOf({ 'a.mp3': 'x' });
  const of = (more: Partial<Words>) => submissionOf({ ...WORDS, ...more }, ['.'], folder);
  expect(() => of({ report: 'nowhere/report.jsonl' })).toThrow('nothing can be written');
  expect(() => of({ report: '.' })).toThrow('is a folder');
  expect(() => of({ transcripts: 'a.mp3' })).toThrow('is a file');
  expect(of({ report: 'r.jsonl', transcripts: 'texts' })).toMatchObject({
    report: path.join(folder, 'r.jsonl'),
    transcripts: { folder: path.join(folder, 'texts') },
  });
});

test('the default route and none are the same words', () => {
  const of = (route?: string) => submissionOf({ ...WORDS, route }, ['.'], here).options;
  expect(of('batch')).toEqual(of());
  expect(of('spot')).not.toEqual(of());
});

describe('the command', () => {
  const BULK = `bulk-${'0'.repeat(24)}`;
  const NEWS = path.join(PROJECT, 'model/micro-whisper/audio/news.wav');
  const COUNTS = [
    ...['listed', 'submitted', 'earlier', 'skipped', 'refused', 'waiting', 'running'],
    ...['completed', 'failed', 'cancelled'],
  ];
  const run = (args: string[], environment: Record<string, string> = {}) => {
    const command = [RUN_PROGRAM, 'cli/submit.ts', ...args];
    return spawn(process.execPath, command, {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', INIT_CWD: here, ...environment },
    });
  };
  const ended = async (child: ReturnType<typeof run>) => {
    const [out, err, [code]] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    return { code, output: out + err };
  };

  test.each([
    { args: ['nowhere'], says: 'There is no folder' },
    { args: ['.', '--info', '/nonexistent.json'], says: 'No cloud of npm run cloud is up here.' },
    { args: ['.', '--url', 'https://api.test', '--key', 'a\nb'], says: 'The key has a character' },
    { args: ['.', '--speed', '9'], says: "'--speed'" },
  ])('$args: exit status 2, and nothing is asked', async ({ args, says }) => {
    const { code, output } = await ended(run(args));
    expect(output).toContain(says);
    expect(code).toBe(2);
  });

  test('a mistake is told in a sentence, and not below a page of help', async () => {
    const { output } = await ended(run(['nowhere']));
    expect(output.trim().split('\n')).toEqual([
      expect.stringContaining('There is no folder'),
      'All options: npm run submit -- --help',
    ]);
  });

  test.each([
    { status: 401, body: { detail: 'The key is not valid.' } },
    { status: 422, body: { detail: 'x', errors: [{ path: 'model', message: 'x' }] } },
  ])('a rehearsal with what the API refuses ($status): exit status 2', async (answer) => {
    const folder = await folderOf({ 'a.wav': readFileSync(NEWS) });
    const api = await apiOf(answer.status, answer.body);
    const args = [folder, '--dry-run', '--url', api.url];
    const { code, output } = await ended(run(args, { SPOTSCRIBE_API_KEY: 'k' }));
    api.close();
    expect(output).toContain(`POST /quote: ${answer.status}.`);
    expect(code).toBe(2);
  });

  test('a bulk in which no file was found is no success', async () => {
    const counts = Object.fromEntries(COUNTS.map((name) => [name, 0]));
    const api = await apiOf(
      200,
      {
        ...{ bulkId: BULK, status: 'failed', source: { s3: 's3://audio/in/anna/x/' }, money: null },
        ...{ createdAt: '2026-11-30T10:00:00.000Z', endedAt: '2026-11-30T10:00:01.000Z' },
        ...{ counts, problems: [], links: { self: 'https://api.test/bulk' } },
        error: { code: 'no-files', message: 'There is no file in the source.' },
      },
      '',
    );
    const args = ['--follow', BULK, '--url', api.url, '--report', path.join(here, 'none.jsonl')];
    const { code, output } = await ended(run(args, { SPOTSCRIBE_API_KEY: 'k' }));
    api.close();
    expect(output).toContain('no-files: There is no file in the source.');
    expect(code).toBe(1);
  });

  /** An API all of whose answers are the same, but for reports of bulks. */
  async function apiOf(status: number, body: object, report?: string) {
    const server = createServer(({ url = '' }, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(url.includes('/report') ? report : JSON.stringify(body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, close: () => server.close() };
  }

  test('goes on when the connection ends in the middle of an answer', async () => {
    const view = JSON.stringify({
      ...{ bulkId: BULK, status: 'completed', source: { upload: { files: 1 } }, money: null },
      ...{ createdAt: '2026-11-30T10:00:00.000Z', endedAt: '2026-11-30T10:00:01.000Z' },
      counts: Object.fromEntries(COUNTS.map((name) => [name, 1])),
      ...{ problems: [], links: { self: 'https://api.test/bulk' } },
    });
    const lines = `${JSON.stringify({ file: 'a.mp3', status: 'completed', jobId: 'job-1' })}\n`;
    const asked = new Map<string, number>();
    const server = createServer(({ url = '' }, response) => {
      const answer = url.includes('/report') ? lines : view;
      const times = (asked.get(answer) ?? 0) + 1;
      asked.set(answer, times);
      response.writeHead(200, { 'content-length': Buffer.byteLength(answer) });
      if (times > 1) response.end(answer);
      else response.write(answer.slice(0, 20), () => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = ['--follow', BULK, '--url', url, '--report', path.join(here, 'cut-off.jsonl')];
    const { code, output } = await ended(run(args, { SPOTSCRIBE_API_KEY: 'k' }));
    server.close();
    expect(output).toContain('1 of 1 file completed.');
    expect(code).toBe(0);
    expect([...asked.values()]).toEqual([2, 2]);
  });

  test('Ctrl-C says that the bulk goes on, and how to come back', async () => {
    const counts = Object.fromEntries(COUNTS.map((name) => [name, 3]));
    const api = await apiOf(200, {
      ...{ bulkId: BULK, status: 'running', source: { upload: { files: 3 } }, money: null },
      ...{ createdAt: '2026-11-30T10:00:00.000Z', counts },
      ...{ problems: [], links: { self: 'https://api.test/bulk' } },
    });
    const child = run(['--follow', BULK, '--url', api.url], { SPOTSCRIBE_API_KEY: 'k' });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const { code, output } = await ended(child);
    api.close();
    expect(code).toBe(130);
    expect(output).toContain(`npm run submit -- --follow ${BULK}`);
    expect(output).toContain(`npm run submit -- --cancel ${BULK}`);
  });

  test.each([
    { status: 404, body: {}, says: `There is no bulk ${BULK}` },
    { status: 401, body: { detail: 'The key is not valid.' }, says: '401. The key is not valid.' },
  ])('$says: exit status 1 or 2', async ({ status, body, says }) => {
    const api = await apiOf(status, body);
    const { code, output } = await ended(
      run(['--follow', BULK, '--url', api.url], { SPOTSCRIBE_API_KEY: 'k' }),
    );
    api.close();
    expect(output).toContain(says);
    expect(code).toBe(status === 404 ? 2 : 1);
  });
});

test('a file whose time changed and whose content did not is the same file', async () => {
  const folder = await folderOf({ 'a.mp3': 'abc' });
  const [before] = (await walk(folder)).files;
  await utimes(path.join(folder, 'a.mp3'), new Date(0), new Date(0));
  const [after] = (await walk(folder)).files;
  expect(after?.modifiedMs).not.toBe(before?.modifiedMs);
  const stored = new Map([['a.mp3', { bulkId: 'b', bytes: 3, sha256: sha256('abc') }]]);
  const { fresh } = await plan(after ? [after] : [], {
    ...{ state: { stored }, bulks: new Map([['b', { bulkId: 'b', phase: 'runs' as const }]]) },
    ...{ retryFailed: false, sha256: () => Promise.resolve(sha256('abc')) },
  });
  expect(fresh).toEqual([]);
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { EngineRequest } from '../../core/transcript/engine-events.ts';
import { JOB_ERRORS, JobFailure } from '../../core/base/job-errors.ts';
import { Transcript } from '../../core/transcript/transcript.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { Lease } from '../../userdata/agent/lease.ts';
import { fetchModel } from '../../userdata/agent/newer-model.ts';
import { runAgent } from './agent-in-process.ts';
import { FakeAws, type Answer } from './fake-aws.ts';
import { FakeClock } from './fake-clock.ts';
import { bundledAgent } from './machine.ts';
import { failureOf, resultOf, scene, type AgentRun, written } from './agent-run.ts';
import { done, error, heard, steps } from './steps.ts';

const MIB = 1024 ** 2;
const HANG = { hang: true } as const;

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Published, and what its manifest says of it. */
function publish(fakeAws: FakeAws, files: Record<string, Buffer>, name = 'newer'): void {
  const listed = Object.entries(files).map(([file, bytes]) => {
    return { name: file, bytes: bytes.length, sha256: sha256(bytes) };
  });
  fakeAws.modelFiles.clear();
  for (const [file, bytes] of Object.entries(files)) fakeAws.modelFiles.set(file, bytes);
  const manifest = Buffer.from(JSON.stringify({ name, files: listed }));
  fakeAws.modelFiles.set('manifest.json', manifest);
}

describe('a model from its addresses', () => {
  let fakeAws: FakeAws;
  let modelsFolder: string;
  /** Answers whose connections break with the next piece that arrives. */
  let breaking: ServerResponse[];
  let renewals: number;
  let pieces: number;
  beforeEach(async () => {
    fakeAws = await new FakeAws().start();
    modelsFolder = await mkdtemp(`${tmpdir()}/spotscribe-models-`);
    [renewals, pieces, breaking] = [0, 0, []];
  });
  afterEach(async () => {
    await fakeAws[Symbol.asyncDispose]();
    await rm(modelsFolder, { recursive: true, force: true });
  });

  /** Fetches the model that the fake AWS has published; a renewed order is its current one. */
  async function fetchPublished(change: Partial<WorkOrder> = {}): Promise<string> {
    const clock = new FakeClock();
    const expiresAt = new Date(clock.now() + 86_400_000).toISOString();
    const order = (): WorkOrder => ({ ...fakeAws.workOrder(), expiresAt });
    const first = { ...order(), ...change };
    if (!first.model) throw new Error('nothing is published');
    const claimAgain = () => {
      renewals++;
      return Promise.resolve(order());
    };
    return fetchModel({
      model: first.model,
      modelsFolder,
      lease: new Lease({ first, claimAgain, clock }),
      onProgress: () => {
        pieces++;
        for (const response of breaking) response.destroy();
      },
      silenceMs: 5000,
      clock,
      signal: new AbortController().signal,
    });
  }

  /** By hashes, as comparing megabytes byte by byte takes minutes. */
  async function expectWhole(folder: string): Promise<void> {
    const found = new Map<string, string>();
    for (const name of await readdir(folder)) {
      found.set(name, sha256(await readFile(`${folder}/${name}`)));
    }
    const wanted = [...fakeAws.modelFiles].map(([name, bytes]) => [name, sha256(bytes)] as const);
    expect(found).toEqual(new Map(wanted));
  }

  async function failureOfFetch(change?: Partial<WorkOrder>): Promise<JobFailure> {
    const thrown: unknown = await fetchPublished(change).catch((reason: unknown) => reason);
    if (!(thrown instanceof JobFailure)) throw new Error('it was to fail', { cause: thrown });
    return thrown;
  }

  /** Sends so many bytes of what was asked for; the connection breaks once they have arrived. */
  function breaksAfter(bytes: number): Answer {
    return (response, request) => {
      const name = new URL(request.url ?? '', fakeAws.url).searchParams.get('name') ?? '';
      const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      const range = fakeAws.modelFiles.get(name)?.subarray(Number(from), Number(last) + 1);
      response.writeHead(206, { 'content-length': range?.length });
      response.write(range?.subarray(0, bytes));
      breaking.push(response);
    };
  }

  test('is fetched once by two jobs of a machine, and again after a failure', async () => {
    publish(fakeAws, { 'model.bin': randomBytes(1000) });
    fakeAws.modelAnswers.push({ status: 404 });
    const [first, second] = await Promise.allSettled([fetchPublished(), fetchPublished()]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    const asked = fakeAws.modelRanges.length;
    await Promise.all([fetchPublished(), fetchPublished()]);
    expect(fakeAws.modelRanges).toHaveLength(asked);
  });

  test('is whole, wherever connections break', async () => {
    const files = fc.dictionary(
      fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/).filter((name) => name !== 'manifest.json'),
      fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
      { minKeys: 1, maxKeys: 4, noNullPrototype: true },
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(files, cuts, async (model, breaks) => {
        publish(fakeAws, model);
        fakeAws.modelAnswers.splice(0, Infinity, ...breaks.map(breaksAfter));
        await expectWhole(await fetchPublished());
      }),
      { numRuns: 20 },
    );
  });

  test('comes in ranges of 16 MiB that are on their way at the same time', async () => {
    publish(fakeAws, { 'model.bin': randomBytes(40 * MIB), 'config.json': Buffer.from('{}') });
    const waiting: (() => void)[] = [];
    // Nobody is answered before four have asked.
    const together: Answer = (response, request) => {
      const name = new URL(request.url ?? '', fakeAws.url).searchParams.get('name') ?? '';
      const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      const range = fakeAws.modelFiles.get(name)?.subarray(Number(from), Number(last) + 1);
      waiting.push(() => response.writeHead(206).end(range));
      if (waiting.length === 4) for (const answer of waiting) answer();
    };
    fakeAws.modelAnswers.push(together, together, together, together);

    await expectWhole(await fetchPublished());
    expect(fakeAws.modelRanges.filter((range) => range.startsWith('model.bin'))).toEqual([
      `model.bin 0-${16 * MIB - 1}`,
      `model.bin ${16 * MIB}-${32 * MIB - 1}`,
      `model.bin ${32 * MIB}-${40 * MIB - 1}`,
    ]);
    expect(pieces).toBeGreaterThan(4);
  });

  test('is not fetched a second time when it is there as a whole', async () => {
    publish(fakeAws, { 'model.bin': Buffer.from('weights') });
    const folder = await fetchPublished();
    fakeAws.modelRanges.length = 0;
    expect(await fetchPublished()).toBe(folder);
    expect(fakeAws.modelRanges).toEqual([]);
  });

  test('is fetched anew when an agent before has left half of it', async () => {
    publish(fakeAws, { 'model.bin': Buffer.from('weights') });
    const { sha256: version } = fakeAws.model ?? { sha256: '' };
    await mkdir(`${modelsFolder}/${version}.unfinished`);
    await writeFile(`${modelsFolder}/${version}.unfinished/of-somebody-else`, '');
    await expectWhole(await fetchPublished());
  });

  test('goes on by fresh addresses when one is refused', async () => {
    publish(fakeAws, { 'model.bin': Buffer.from('weights') });
    fakeAws.modelAnswers.push({ status: 403 });
    await expectWhole(await fetchPublished());
    expect(renewals).toBe(1);
  });

  test('is not mixed with one that is published meanwhile: the next attempt has that', async () => {
    publish(fakeAws, { 'model.bin': Buffer.from('weights') });
    const { model } = fakeAws;
    if (!model) throw new Error('nothing is published');
    publish(fakeAws, { 'model.bin': Buffer.from('WEIGHTS') });
    fakeAws.modelAnswers.push({ status: 403 }, { status: 403 });
    const { code } = await failureOfFetch({ model });
    expect(JOB_ERRORS[code].retryable).toBe(true);
    expect(await readdir(modelsFolder)).toEqual([`${model.sha256}.unfinished`]);
  });

  test.each<[string, (fakeAws: FakeAws) => void, string]>([
    ['lacks a file', ({ modelFiles }) => modelFiles.delete('model.bin'), 'model.bin is missing'],
    [
      'is cut short',
      ({ modelFiles }) => modelFiles.set('model.bin', Buffer.from('wei')),
      'model.bin is missing or cut short',
    ],
    [
      'has too much in an answer',
      ({ modelAnswers }) =>
        modelAnswers.push((response) => response.writeHead(206).end('too much of it')),
      'is too long',
    ],
  ])('that %s is ModelDamaged, and is not kept', async (_, damage, sentence) => {
    publish(fakeAws, { 'model.bin': Buffer.from('weights') });
    const { model } = fakeAws;
    damage(fakeAws);
    const { code, message } = await failureOfFetch(model && { model });
    expect(code).toBe('ModelDamaged');
    expect(message).toContain(sentence);
    expect(await readdir(modelsFolder)).not.toContain(model?.sha256);
  });

  test("whose manifest is another one's is ModelDamaged", async () => {
    publish(fakeAws, { 'model.bin': Buffer.from('weights') });
    const { model } = fakeAws;
    const manifest = fakeAws.modelFiles.get('manifest.json') ?? Buffer.alloc(0);
    fakeAws.modelFiles.set(
      'manifest.json',
      Buffer.from(manifest.toString().replace('newer', 'older')),
    );
    const { code, message } = await failureOfFetch(model && { model });
    expect(code).toBe('ModelDamaged');
    expect(message).toContain('manifest.json');
  });
});

describe('a job while a newer model is in force', () => {
  let bundle: string;
  beforeAll(async () => {
    bundle = await bundledAgent();
  });
  afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

  /** What an engine was asked for that had this model. */
  async function askedWith(model: string): Promise<EngineRequest> {
    return EngineRequest.parse(JSON.parse(await readFile(`${model}/asked.json`, 'utf8')));
  }

  const fetchedBy = ({ machine, fakeAws }: AgentRun) =>
    `${machine.root}/var/lib/spotscribe/models/${fakeAws.model?.sha256 ?? ''}`;

  test('is done by an engine with that model, whatever became of the warm one', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    await writeFile(`${machine.home}/model/manifest.json`, 'of the image');
    await machine.engineDoesFirst([HANG]);
    publish(fakeAws, { 'model.bin': Buffer.from('weights') });
    fakeAws.audio = steps(
      ...heard(0, 'Hej.'),
      { once: { kill: 9 } },
      ...heard(1, 'Adjö.'),
      done(2),
    );

    await runAgent(on);

    expect(fakeAws.claims[0]?.body.imageModel).toBe(sha256(Buffer.from('of the image')));
    expect(resultOf(fakeAws)).toMatchObject({ segments: 2 });
    const transcript = Transcript.parse(JSON.parse(written(fakeAws, 'json')));
    expect(transcript.text).toBe('Hej. Adjö.');
    expect((await askedWith(fetchedBy(on))).language).toBe('sv');
    await expect(askedWith(`${machine.home}/model`)).rejects.toThrow('ENOENT');
  });

  test('of the image that is not its default is used without a download', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    const [own, larger] = [`${machine.home}/model`, `${machine.home}/models/larger`];
    await cp(own, larger, { recursive: true });
    await writeFile(`${own}/manifest.json`, '{"name": "own"}');
    await writeFile(`${larger}/manifest.json`, '{"name": "larger"}');
    const [ofOwn, ofLarger] = ['own', 'larger'].map((name) =>
      sha256(Buffer.from(`{"name": "${name}"}`)),
    );
    fakeAws.order = { imageModel: ofLarger };
    fakeAws.audio = steps(...heard(0, 'Hej.'), done(1));

    await runAgent(on);

    expect(fakeAws.claims[0]?.body).toMatchObject({
      imageModel: ofOwn,
      imageModels: { own: ofOwn, larger: ofLarger },
    });
    expect(resultOf(fakeAws)).toMatchObject({ segments: 1 });
    expect((await askedWith(larger)).language).toBe('sv');
    await expect(askedWith(own)).rejects.toThrow('ENOENT');
    expect(fakeAws.modelRanges).toEqual([]);
  });

  test('that is damaged: the attempt ends as ModelDamaged, and the image has no part in it', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    const before = [error('ModelDamaged', 'model.bin is not as stated.'), { exit: 1 }];
    publish(fakeAws, { 'before.json': steps(...before), 'model.bin': Buffer.from('weights') });

    await runAgent(on);

    expect(failureOf(fakeAws)).toEqual({
      code: 'ModelDamaged',
      cause: 'model.bin is not as stated.',
    });
  });

  test('goes on after a crash of its agent without fetching the model again', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    publish(fakeAws, { 'model.bin': Buffer.from('weights') });
    fakeAws.audio = steps(...heard(0, 'Hej.'), { once: HANG }, done(1));
    const first = machine.startAgent(fakeAws);
    await fakeAws.until(() => fakeAws.uploads.some(({ key }) => key.includes('/parts/')));
    first.process.kill('SIGKILL');
    await first.ending;
    const asked = fakeAws.modelRanges.length;

    await runAgent(on);

    expect(asked).toBe(2);
    expect(fakeAws.modelRanges).toHaveLength(asked);
    expect(resultOf(fakeAws)).toMatchObject({ segments: 1 });
  });
});

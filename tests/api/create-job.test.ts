import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import * as z from 'zod';
import { everyExecution } from '../support/every-execution.ts';
import { playlist, PLAYLISTS } from '../support/playlists.ts';
import { REFUSED_ADDRESSES } from '../support/refused-addresses.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { put } from '../support/drop.ts';
import { sampleFile } from '../support/samples.ts';
import { ask, askAgain, expectProblem } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';

const UPLOAD = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };
const ENOUGH_RUNS = 50;

const Named = z.object({ jobId: z.string() });

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
  // A job that is accepted waits for its machine.
  cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity' });
});
afterAll(() => cloud.stop());

/** Every field problem of a refused body, as [path, message]. */
async function refused(body: unknown): Promise<[string, string][]> {
  const problem = expectProblem(await askAgain(cloud, { body }), 422, 'invalid');
  return (problem.errors ?? []).map(({ path, message }) => [path, message]);
}

function upload(fields: object): object {
  return { audio: { upload: { filename: 'a.wav', bytes: 9, ...fields } } };
}

describe('a job that is accepted', () => {
  test('is told with its address, where to upload, and where to look', async () => {
    const answer = await ask(cloud, { body: upload({ filename: 'C:\\möten\\år 1.WAV' }) });
    const body: unknown = JSON.parse(answer.text);
    const job = await cloud.lists.ofOwner({ owner: cloud.cloud.info.owner, limit: 1 });
    const jobId = job.jobs[0]?.jobId ?? '';
    const self = `${cloud.cloud.info.apiUrl}/jobs/${jobId}`;

    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(self);
    expect(body).toEqual({
      jobId,
      status: 'awaiting_upload',
      quote: null,
      upload: {
        method: 'PUT',
        url: expect.stringContaining(`/uploads/${jobId}/ar-1.WAV?`),
        headers: { 'content-length': '9', 'if-none-match': '*' },
        expiresAt: expect.stringMatching(/^\d{4}-/),
      },
      links: { self, transcript: `${self}/transcript`, timeline: `${self}/timeline` },
    });
    expect((await cloud.client.job(jobId)).audio.filename).toBe('C:\\möten\\år 1.WAV');
  });

  test.each(['voice.oga', 'film.mov', 'Möte 2024.03.12', 'a.docx'])(
    'may have the name %s: the content decides',
    async (filename) => {
      const answer = await ask(cloud, { body: upload({ filename }) });
      const { jobId } = Named.parse(JSON.parse(answer.text));
      expect(answer.status).toBe(202);
      expect((await cloud.client.job(jobId)).audio.filename).toBe(filename);
    },
  );
});

describe('speakers, review, word list, redaction and retention', () => {
  test('are stored as asked for, and shown; no secret is', async () => {
    const asked = {
      ...{ speakers: { min: 2, max: 2 }, review: true, vocabulary: ['Anna Ek', 'IKEA', 'IKEA'] },
      ...{ redact: { kinds: ['name' as const] }, retention: { audioDays: 0 } },
    };
    const { jobId } = await cloud.client.createJob({ ...UPLOAD, ...asked });
    const heard = { speakers: 2, review: true, vocabulary: ['Anna Ek', 'IKEA'] };
    const redact = { kinds: ['name'], style: 'pseudonym', audio: false, keepOriginal: true };
    const job = await cloud.jobs.job(jobId);
    expect(job).toMatchObject({ ...heard, redact, retention: { audioDays: 0 } });
    expect(job?.redactionSecret).toMatch(/^[\w-]{43}$/);
    expect(await cloud.client.job(jobId)).toMatchObject({ ...heard, redact });
    expect(JSON.stringify(await cloud.client.job(jobId))).not.toContain(job?.redactionSecret);
  });

  test('are absent if they are off', async () => {
    const off = { speakers: 'off' as const, review: false, vocabulary: [] };
    const { jobId } = await cloud.client.createJob({ ...UPLOAD, ...off });
    for (const name of ['speakers', 'review', 'vocabulary', 'redact', 'redactionSecret']) {
      expect(await cloud.jobs.job(jobId)).not.toHaveProperty(name);
    }
  });
});

describe('metadata', () => {
  test.each(['constructor', 'toString', 'å', '', '\0'])(
    'under the name %j is given back',
    async (name) => {
      const metadata = { [name]: 'as it came\0' };
      const { jobId } = await cloud.client.createJob({ ...UPLOAD, metadata });
      expect((await cloud.client.job(jobId)).metadata).toEqual(metadata);
    },
  );
});

describe('a body that is not valid', () => {
  const cases: [string, unknown, string, RegExp][] = [
    ['nothing at all', {}, 'audio', /./],
    ['no kind of audio', { audio: {} }, 'audio', /exactly one/],
    [
      'two kinds of audio',
      { audio: { upload: { filename: 'a.wav', bytes: 9 }, s3: 's3://bucket/in/demo/a.wav' } },
      'audio',
      /exactly one/,
    ],
    ['an unknown kind', { audio: { file: 'a.wav' } }, 'audio.file', /not known/],
    ['no file name', { audio: { upload: { bytes: 9 } } }, 'audio.upload.filename', /missing/],
    ['an empty name', upload({ filename: '' }), 'audio.upload.filename', /is empty/],
    ['a long name', upload({ filename: 'a'.repeat(256) }), 'audio.upload.filename', /255/],
    ['no bytes', upload({ bytes: 0 }), 'audio.upload.bytes', /empty/],
    ['fewer than none', upload({ bytes: -1 }), 'audio.upload.bytes', /./],
    ['half a byte', upload({ bytes: 1.5 }), 'audio.upload.bytes', /int/],
    ['bytes as text', upload({ bytes: '9' }), 'audio.upload.bytes', /number/],
    ['no media type', upload({ contentType: 'audio' }), 'audio.upload.contentType', /audio\/mpeg/],
    ['an unknown field inside', upload({ mono: true }), 'audio.upload.mono', /not known/],
    ['no S3 address', { audio: { s3: 'in/demo/a.wav' } }, 'audio.s3', /s3:\/\/bucket\/key/],
    ['a bucket alone', { audio: { s3: 's3://bucket' } }, 'audio.s3', /s3:\/\/bucket\/key/],
    ['a plain address', { audio: { url: 'http://example.com/a' } }, 'audio.url', /https/],
    ['a private address', { audio: { url: 'https://10.0.0.1/a' } }, 'audio.url', /public/],
    ['a user in an address', { audio: { url: 'https://me:it@example.com/' } }, 'audio.url', /user/],
    ['a port', { audio: { url: 'https://example.com:8443/a' } }, 'audio.url', /443/],
    ['an unknown field', { ...UPLOAD, modell: 'x' }, 'modell', /not known/],
    ['an unknown model', { ...UPLOAD, model: 'large' }, 'model', /kb-whisper-small/],
    ['no language', { ...UPLOAD, language: 'svenska' }, 'language', /language code/],
    ['a country', { ...UPLOAD, language: 'se' }, 'language', /did you mean "sv"\?/],
    ['a language of no model', { ...UPLOAD, language: 'zz' }, 'language', /"sv" or "en"/],
    ['a track before the first', { ...UPLOAD, track: -1 }, 'track', /./],
    ['a track by name', { ...UPLOAD, track: 'second' }, 'track', /mix/],
    [
      'speakers in words',
      { ...UPLOAD, speakers: 'two' },
      'speakers',
      /"off", "auto", a whole number/,
    ],
    ['too many speakers', { ...UPLOAD, speakers: 21 }, 'speakers', /1 to 20/],
    ['a review of a kind', { ...UPLOAD, review: 'fast' }, 'review', /boolean/],
    ['a word list as text', { ...UPLOAD, vocabulary: 'Anna' }, 'vocabulary', /array/],
    ['two lines as a word', { ...UPLOAD, vocabulary: ['a\nb'] }, 'vocabulary.0', /one line/],
    [
      'an unknown kind to redact',
      { ...UPLOAD, redact: { kinds: ['hat'] } },
      'redact.kinds.0',
      /name/,
    ],
    [
      'an analysis of what is not kept',
      { ...UPLOAD, redact: { keepOriginal: false }, analysis: { preset: 'summary' } },
      'analysis',
      /keepOriginal/,
    ],
    ['a retention of nothing', { ...UPLOAD, retention: {} }, 'retention', /audioDays/],
    ['an unknown route', { ...UPLOAD, route: 'fast' }, 'route', /./],
    ['an unknown format', { ...UPLOAD, formats: ['json', 'pdf'] }, 'formats.1', /./],
    ['no formats', { ...UPLOAD, formats: [] }, 'formats', /./],
    ['unknown channels', { ...UPLOAD, channels: 'left' }, 'channels', /mix.*split/],
    ['words as text', { ...UPLOAD, words: 'true' }, 'words', /boolean/],
    ['no address to call', { ...UPLOAD, webhook: {} }, 'webhook.url', /./],
    ['half an address', { ...UPLOAD, webhook: { url: 'example' } }, 'webhook.url', /URL/],
    [
      'an unknown event',
      { ...UPLOAD, webhook: { url: 'https://example.com/', events: ['job.done'] } },
      'webhook.events.0',
      /./,
    ],
    ['numbers as metadata', { ...UPLOAD, metadata: { n: 1 } }, 'metadata.n', /string/],
    [
      'a name that no object can hold',
      { ...UPLOAD, metadata: JSON.parse('{"a":"b","__proto__":"c"}') as unknown },
      'metadata.__proto__',
      /cannot be kept/,
    ],
    ['much metadata', { ...UPLOAD, metadata: { k: 'x'.repeat(2048) } }, 'metadata', /2048 bytes/],
    ['a deadline in words', { ...UPLOAD, deadline: 'tomorrow' }, 'deadline', /./],
    [
      'a deadline that has passed',
      { ...UPLOAD, deadline: '2020-01-01T00:00:00Z' },
      'deadline',
      /./,
    ],
    ['a cost below nothing', { ...UPLOAD, maxCostUsd: -1 }, 'maxCostUsd', /./],
    ['a cost that pays for nothing', { ...UPLOAD, maxCostUsd: 0.001 }, 'maxCostUsd', /at least/],
    ['a cost beyond all', { ...UPLOAD, maxCostUsd: 1e308 }, 'maxCostUsd', /1000000/],
    ['a key with a NUL', { audio: { s3: 's3://bucket/in/demo/\0' } }, 'audio.s3', /s3:\/\/bucket/],
    ['a key over 1 kB', { audio: { s3: `s3://b-1/${'å'.repeat(513)}` } }, 'audio.s3', /1024 bytes/],
    ['half a name as output', { ...UPLOAD, output: 's3://bucket/half' }, 'output', /slash/],
    ['a way up', { ...UPLOAD, output: 's3://bucket/a/../b/' }, 'output', /\.\./],
    [
      'a bucket of others',
      { ...UPLOAD, output: 's3://others/a/' },
      'output',
      /spotscribe-local-out/,
    ],
    ['no object', [], '', /object/],
    ['null', null, '', /object/],
    ['a text', '"audio"', '', /object/],
  ];

  test.each(cases)('%s: 422, with the path and why', async (...[, body, path, why]) => {
    expect(await refused(body)).toContainEqual([path, expect.stringMatching(why)]);
  });

  test('tells all that is wrong at once', async () => {
    const body = { ...upload({ bytes: 0 }), words: 1, modell: 'x' };
    const paths = (await refused(body)).map(([path]) => path);
    expect(paths.sort()).toEqual(['audio.upload.bytes', 'modell', 'words']);
  });

  test.each([['å'], ['x'.repeat(256)]])('an Idempotency-Key such as %.5s…', async (key) => {
    const answer = await ask(cloud, { body: UPLOAD, headers: { 'idempotency-key': key } });
    const problem = expectProblem(answer, 422, 'invalid');
    expect(problem.errors?.map(({ path }) => path)).toEqual(['Idempotency-Key']);
  });

  test('audio over the limit of one PUT: 413, with the limit and the way', async () => {
    const answer = await ask(cloud, { body: upload({ bytes: 5 * 1024 ** 3 + 1 }) });
    const problem = expectProblem(answer, 413, 'too-large');
    expect(problem.detail).toMatch(/5368709120.*POST \/uploads/);
    expect((await ask(cloud, { body: upload({ bytes: 5 * 1024 ** 3 }) })).status).toBe(202);
  });
});

describe('addresses where only our machines can go', () => {
  test.each([
    ['audio.url', (url: string) => ({ audio: { url } })],
    ['webhook.url', (url: string) => ({ ...UPLOAD, webhook: { url } })],
  ])('%s lets none of them through', async (path, bodyOf) => {
    const problems = await Promise.all(REFUSED_ADDRESSES.map((url) => refused(bodyOf(url))));
    expect(problems).toEqual(problems.map(() => [[path, expect.any(String)]]));
  });
});

describe('what this deployment does not have', () => {
  test('a route: 422 not-available, in a sentence', async () => {
    const body = { ...UPLOAD, route: 'sagemaker' };
    const problem = expectProblem(await ask(cloud, { body }), 422, 'not-available');
    const message = expect.stringMatching(/^This .*\.$/);
    expect(problem.errors).toEqual([{ path: 'route', message }]);
  });

  test('what it does have may be asked for by name', async () => {
    const limits = { deadline: '2030-01-01T00:00:00Z', maxCostUsd: 1 };
    const body = { ...UPLOAD, ...limits, route: 'spot', channels: 'split', force: false };
    expect((await ask(cloud, { body })).status).toBe(202);
  });
});

describe('audio that lies in S3', () => {
  const s3 = (key: string, bucket = cloud.output('AudioBucketName')) => ({
    audio: { s3: `s3://${bucket}/${key}` },
  });

  test.each([
    ['in/somebody/a.wav'],
    ['in/demo2/a.wav'],
    ['in/a.wav'],
    ['uploads/x/a.wav'],
    ['drop/a.wav'],
    ['jobs/x/a.wav'],
    ['a.wav'],
  ])('below %s is refused, whether it is there or not', async (key) => {
    await put(cloud, { key, body: 'audio' });
    const [problem] = await refused(s3(key));
    expect(problem).toEqual(['audio.s3', expect.stringContaining('/in/demo/')]);
  });

  test('in a bucket of others is refused', async () => {
    for (const bucket of [cloud.output('ResultsBucketName'), 'somebody-elses']) {
      const [problem] = await refused(s3('in/demo/a.wav', bucket));
      expect(problem).toEqual(['audio.s3', expect.stringContaining('/in/demo/')]);
    }
  });

  test('is looked at before a machine is paid for', async () => {
    await put(cloud, { key: 'in/demo/empty.wav', body: '' });
    expect(await refused(s3('in/demo/missing.wav'))).toEqual([
      ['audio.s3', 'There is no such object.'],
    ]);
    expect(await refused(s3('in/demo/empty.wav'))).toEqual([['audio.s3', 'The object is empty.']]);
    await put(cloud, { key: 'in/demo/letter.mp3', body: 'Dear Sir or Madam, '.repeat(50) });
    expect(await refused(s3('in/demo/letter.mp3'))).toEqual([
      ['audio.s3', expect.stringContaining('could not be read as audio')],
    ]);
    expect(
      cloud.cloud.ec2.host.all().filter(({ tags }) => tags['JobId']?.startsWith('job-')),
    ).toEqual([]);
  });

  test.each(['mp3', 'mp4'])('a list of other files is none, though it is named .%s', async (as) => {
    const answers = Object.keys(PLAYLISTS).map(async (kind, nth) => {
      const key = `in/demo/list-${nth}.${as}`;
      await put(cloud, { key, body: playlist(kind, 'http://169.254.169.254/latest/') });
      return refused(s3(key));
    });
    for (const problems of await Promise.all(answers)) {
      expect(problems).toEqual([
        [
          'audio.s3',
          expect.stringMatching(/a playlist|could not be read as audio|whatever its name/),
        ],
      ]);
    }
  });
});

describe('whatever is sent', () => {
  const field = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('sv', 'auto', 's3://b/k', 'https://example.com', '__proto__', '', 0, -1, null),
  );
  const names = [
    'audio',
    'language',
    'formats',
    'words',
    'channels',
    'webhook',
    'metadata',
    'route',
    '__proto__',
  ];
  const almost = fc
    .dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), field)
    .map((fields) => ({ ...UPLOAD, ...fields }));
  const body = fc.oneof(
    fc.json(),
    almost.map((value) => JSON.stringify(value)),
  );

  test('no JSON is an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const { status } = await ask(cloud, { body: text });
        expect([202, 413, 422]).toContain(status);
      }),
      { numRuns: ENOUGH_RUNS },
    );
  });

  test('no text is an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const { status } = await ask(cloud, { body: text });
        expect([202, 400, 422]).toContain(status);
      }),
      { numRuns: ENOUGH_RUNS },
    );
  });
});

describe('a hundred clients at once that share twenty-five Idempotency-Keys', () => {
  const CLIENTS = 100;
  const KEYS = 25;

  async function executions(): Promise<string[]> {
    const stateMachineArn = cloud.output('JobStateMachineArn');
    const found = await everyExecution(cloud.workflows, { stateMachineArn });
    return found.map(({ name }) => name ?? '');
  }

  test('have as many jobs as keys, each begun once, of which all with its key are told', async () => {
    await put(cloud, { key: 'in/many/a.wav', body: readFileSync(sampleFile('silence.wav')) });
    const body = { audio: { s3: `s3://${cloud.output('AudioBucketName')}/in/many/a.wav` } };
    const key = await keyOf(cloud, 'many');
    const before = await executions();
    const told = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        const headers = { 'idempotency-key': `key-${client % KEYS}` };
        const { status, text } = await askAgain(cloud, { body, key, headers });
        return { status, jobId: Named.parse(JSON.parse(text)).jobId };
      }),
    );

    const { jobs } = await cloud.lists.ofOwner({ owner: 'many', limit: 100 });
    const jobIds = jobs.map(({ jobId }) => jobId).sort();
    expect(jobIds).toHaveLength(KEYS);
    const ofKeys = told.slice(0, KEYS);
    expect(ofKeys.map(({ jobId }) => jobId).sort()).toEqual(jobIds);
    expect(told).toEqual(told.map((_, client) => ({ ...ofKeys[client % KEYS], status: 202 })));
    const begun = (await executions()).filter((name) => !before.includes(name));
    expect(begun.sort()).toEqual(jobIds);
  });
});

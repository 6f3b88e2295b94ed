import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import OpenAI, { APIError, toFile } from 'openai';
import { OpenAiTranscription } from '../../core/api/openai.ts';
import { runCommand } from '../../computer/run-command.ts';
import { withTemporaryFolder } from '../../computer/temporary-folder.ts';
import { until } from '../support/until.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { sampleFile } from '../support/samples.ts';
import { expectProblem, type Answered } from '../support/ask.ts';
import { examplesPython, exampleOf } from './examples.ts';
import { keyOf } from '../support/tenants.ts';

const SHORT = readFileSync(sampleFile('unseen0_single.wav'));
const TOO_LARGE = Buffer.alloc(4 * 1024 ** 2 + 1);
const DEADLINE_MS = 90_000;
const NO_CAPACITY = { kind: 'pool', code: 'InsufficientInstanceCapacity' } as const;

type Refusal = APIError<number | undefined, Headers | undefined, object | undefined>;

let cloud: TestCloud;
let openai: OpenAI;
beforeAll(async () => {
  const parameters = { HoldSeconds: '3', CapacityRetrySeconds: '2' };
  cloud = await TestCloud.start({ parameters });
  const { apiUrl, apiKey } = cloud.cloud.info;
  // More tries than by default: the machine that runs this may be a slow one.
  openai = new OpenAI({ baseURL: `${apiUrl}/v1`, apiKey, maxRetries: 20 });
});
afterEach(() => cloud.cloud.ec2.faults.clear());
afterAll(() => cloud.stop());

async function send(
  at: string,
  fields: Record<string, string | Blob>,
  key = cloud.cloud.info.apiKey,
): Promise<Answered> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, value, 'möte.wav');
  }
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${cloud.cloud.info.apiUrl}${at}`, { method: 'POST', headers, body });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** Audio that no other test has sent: the same sound, and a few samples of silence more. */
function audio(more: number): Blob {
  return new Blob([SHORT, new Uint8Array(2 * more)]);
}

/** The same request until its job is done, as OpenAI's clients repeat it. */
async function untilDone(fields: Record<string, string | Blob>): Promise<Answered> {
  const ask = async () => {
    const answer = await send('/v1/audio/transcriptions', fields);
    return answer.status !== 503 && answer;
  };
  return until('the job is done', ask, DEADLINE_MS);
}

function jobIdOf({ text }: Answered): string {
  return (JSON.parse(text) as { jobId: string }).jobId;
}

async function jobsOf(owner: string): Promise<string[]> {
  const { jobs } = await cloud.lists.ofOwner({ owner, limit: 100 });
  return jobs.map(({ jobId }) => jobId);
}

/** What a client of OpenAI throws. */
async function refusal(asked: Promise<unknown>): Promise<Refusal> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof APIError) return error as Refusal;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('POST /transcribe', () => {
  test('a file becomes a job, which GET /status follows to its transcript', async () => {
    const answer = await send('/transcribe', { file: audio(1), words: 'true' });
    expect(answer.status).toBe(202);
    const jobId = jobIdOf(answer);
    const self = `${cloud.cloud.info.apiUrl}/jobs/${jobId}`;
    expect(answer.headers.get('location')).toBe(self);

    const { audio: heard } = await cloud.completed(jobId);
    expect(heard).toMatchObject({ filename: 'möte.wav', bytes: SHORT.length + 2 });
    expect((await cloud.client.transcript(jobId)).words).toBeDefined();
    const status = await cloud.client.request('GET', `/status/${jobId}`);
    expect(await status.json()).toEqual({
      ...{ jobId, status: 'completed', transcript: `${self}/transcript` },
      progress: { fraction: 1, transcribedSeconds: expect.any(Number) },
    });
  });

  test('the same file at once, and again when it is done, is one job and one machine', async () => {
    const fields = { file: audio(2) };
    const at = await Promise.all(Array.from({ length: 5 }, () => send('/transcribe', fields)));
    const [jobId = '', ...others] = new Set(at.map(jobIdOf));
    expect(others).toEqual([]);
    await cloud.completed(jobId);
    expect(jobIdOf(await send('/transcribe', fields))).toBe(jobId);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('another option, another owner, or force: another job', async () => {
    cloud.cloud.ec2.faults.add(NO_CAPACITY);
    const file = audio(3);
    const other = await keyOf(cloud, 'somebody');
    const first = jobIdOf(await send('/transcribe', { file }));
    const split = jobIdOf(await send('/transcribe', { file, channels: 'split' }));
    const forced = jobIdOf(await send('/transcribe', { file, force: 'true' }));
    const others = jobIdOf(await send('/transcribe', { file }, other));
    expect(new Set([first, split, forced, others]).size).toBe(4);
    expect(await jobsOf('somebody')).toEqual([others]);
    await cloud.client.request('POST', `/jobs/${first}/cancel`);
    // One that was cancelled is of no use to those who send it again.
    expect(jobIdOf(await send('/transcribe', { file }))).not.toBe(first);
  });

  test('what it cannot take is refused', async () => {
    const large = await send('/transcribe', { file: new Blob([TOO_LARGE]) });
    expect(expectProblem(large, 413, 'too-large').detail).toContain('audio.upload');
    const empty = await send('/transcribe', { file: new Blob([]), modell: 'x' });
    const paths = expectProblem(empty, 422, 'invalid').errors?.map((error) => error.path);
    expect(paths?.sort()).toEqual(['file', 'modell']);
    expectProblem(await send('/transcribe', { file: 'text' }), 422, 'invalid');
    const country = await send('/transcribe', { file: audio(0), language: 'se', track: '-1' });
    const wrong = expectProblem(country, 422, 'invalid').errors;
    expect(wrong).toEqual([
      { path: 'language', message: expect.stringContaining('did you mean "sv"?') },
      { path: 'track', message: 'a number from 0 to 63, or "mix"' },
    ]);
    const hearing = { speakers: '4-2', review: 'maybe', vocabulary: 'x'.repeat(101) };
    const unheard = await send('/transcribe', { file: audio(0), ...hearing });
    const fields = expectProblem(unheard, 422, 'invalid').errors?.map((error) => error.path);
    expect(fields?.sort()).toEqual(['review', 'speakers.min', 'vocabulary.0']);
    const json = await cloud.client.request('POST', '/transcribe', {});
    expect(json.status).toBe(415);
  });
});

describe("OpenAI's own client, given another address", () => {
  const transcriptions = () => openai.audio.transcriptions;
  const file = () => toFile(SHORT, 'interview.wav');

  test('transcribes, in every format', async () => {
    const asked = { file: await file(), model: 'whisper-1', language: 'sv' };
    const { text } = await transcriptions().create(asked);
    expect(text).not.toBe('');
    expect(await transcriptions().create({ ...asked, response_format: 'text' })).toBe(`${text}\n`);
    const [srt, vtt] = await Promise.all([
      transcriptions().create({ ...asked, response_format: 'srt' }),
      transcriptions().create({ ...asked, response_format: 'vtt' }),
    ]);
    expect(srt).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\n/);
    expect(vtt).toMatch(/^WEBVTT\n/);

    const verbose = await transcriptions().create({
      ...{ ...asked, file: await file(), response_format: 'verbose_json' },
      timestamp_granularities: ['word', 'segment'],
    });
    expect(verbose).toMatchObject({ text, language: 'swedish', duration: expect.any(Number) });
    expect(verbose.segments?.[0]).toMatchObject({ id: 0, avg_logprob: expect.any(Number) });
    expect(verbose.words?.map(({ word }) => word).join(' ')).toBe(text);
  });

  test('is told why something cannot be', async () => {
    const model = 'whisper-1';
    const unknown = new OpenAI({ baseURL: openai.baseURL, apiKey: `ssk_${'x'.repeat(43)}` });
    expect(await refusal(unknown.models.list().asResponse())).toMatchObject({
      ...{ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' },
    });
    const other = transcriptions().create({ file: await file(), model: 'gpt-9' });
    expect(await refusal(other)).toMatchObject({ status: 404, param: 'model' });
    const stream = transcriptions().create({ file: await file(), model, stream: true });
    expect(await refusal(stream)).toMatchObject({ status: 400, param: 'stream' });
    const country = transcriptions().create({ file: await file(), model, language: 'se' });
    expect(await refusal(country)).toMatchObject({
      ...{ status: 400, param: 'language', message: expect.stringContaining('did you mean "sv"?') },
    });
    const translated = openai.post('/audio/translations', { body: { model } });
    expect(await refusal(translated)).toMatchObject({
      ...{ status: 404, type: 'invalid_request_error', code: 'not-found' },
      message: expect.stringContaining('/v1/audio/translations'),
    });
    const large = transcriptions().create({ file: await toFile(TOO_LARGE, 'a.wav'), model });
    expect(await refusal(large)).toMatchObject({
      ...{ status: 413, message: expect.stringContaining('audio.upload') },
    });
    const noAudio = transcriptions().create({
      ...{ file: await toFile(Buffer.from('a letter'), 'a.mp3'), model },
    });
    expect(await refusal(noAudio)).toMatchObject({ status: 400, code: 'job-failed' });
  });

  test('without its own care: empty fields, False of Python, lists without brackets', async () => {
    const form = { file: audio(0), model: 'whisper-1', language: 'sv' };
    const asked = { ...form, response_format: 'verbose_json', timestamp_granularities: 'word' };
    const answer = await untilDone(asked);
    const { words, segments } = OpenAiTranscription.parse(JSON.parse(answer.text));
    expect([words?.length !== 0, segments]).toEqual([true, undefined]);
    const sloppy = { ...form, response_format: '', stream: 'False', prompt: '' };
    const plain = OpenAiTranscription.parse(JSON.parse((await untilDone(sloppy)).text));
    expect(Object.keys(plain).sort()).toEqual(['text', 'usage']);
    expect(plain.text).toBe(words?.map(({ word }) => word).join(' '));
  });

  test('asks again while the job is made, and joins it', async () => {
    cloud.cloud.ec2.faults.add(NO_CAPACITY);
    const before = await jobsOf(cloud.cloud.info.owner);
    const asked = { file: await toFile(Buffer.from(await audio(4).arrayBuffer()), 'b.wav') };
    const impatient = openai.withOptions({ maxRetries: 0 });
    const create = () => impatient.audio.transcriptions.create({ ...asked, model: 'whisper-1' });
    const error = await refusal(create());
    expect([error.status, Number(error.headers?.get('retry-after')) > 0]).toEqual([503, true]);

    cloud.cloud.ec2.faults.clear();
    const { text } = await transcriptions().create({ ...asked, model: 'whisper-1' });
    expect(text).not.toBe('');
    const after = await jobsOf(cloud.cloud.info.owner);
    expect(after).toHaveLength(before.length + 1);
  });

  test('in Python: the program of docs/api.md asks again by itself, and joins its jobs', async () => {
    cloud.cloud.ec2.faults.add(NO_CAPACITY);
    const before = await jobsOf(cloud.cloud.info.owner);
    const { apiUrl: API, apiKey: KEY } = cloud.cloud.info;
    const python = await examplesPython();
    const said: string[] = [];
    const output = await withTemporaryFolder(async (folder) => {
      const memo = path.join(folder, 'memo.wav');
      writeFileSync(memo, Buffer.from(await audio(5).arrayBuffer()));
      const program = runCommand({
        program: python,
        args: ['-c', exampleOf('api.md', 'python'), memo],
        environment: { API, KEY, OPENAI_LOG: 'info' },
        onLine: (line) => said.push(line),
      });
      const asksAgain = until('it asks again', () => said.join().includes('Retrying request'));
      void asksAgain.then(() => cloud.cloud.ec2.faults.clear());
      return (await Promise.all([program, asksAgain]))[0];
    });

    const [text = '', ...more] = output.split('\n');
    const [subtitles, spoken = ''] = more.join('\n').split('\n\n\n');
    expect(subtitles).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\n/);
    const words = spoken.trim().split('\n');
    expect(words[0]).toMatch(/^\d\.\d+ \d\.\d+ \S+$/);
    expect(words.map((word) => word.split(' ')[2]).join(' ')).toBe(text);
    // One for the text and the subtitles, however often they were asked for; the words are another.
    expect(await jobsOf(cloud.cloud.info.owner)).toHaveLength(before.length + 2);
  });

  test('lists the models', async () => {
    const { data } = await openai.models.list();
    expect(data.map(({ id }) => id)).toEqual(['whisper-1', 'kb-whisper-small']);
    expect((await openai.models.retrieve('whisper-1')).id).toBe('whisper-1');
    expect(await refusal(openai.models.retrieve('gpt-9'))).toMatchObject({ status: 404 });
  });
});

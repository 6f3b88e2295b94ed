/** The HTTP server of a box, and of an instance of the pool `warm`. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { AgentConfigError, readAgentConfig } from '../../userdata/agent/agent-config.ts';
import { ServerStatus } from '../../core/machines/pool/server-status.ts';
import { Metrics } from '../../userdata/agent/pool/metrics.ts';
import { jobId } from './fake-pool.ts';
import { poolScene, startPool, type PoolRun, type RunningPool } from './pool-in-process.ts';
import { cue, done, error, progress, segment, steps } from './steps.ts';

const SPEECH = steps(
  ...[segment(0, 'Hej på dig.'), cue(0, 'Hej', 'på dig.'), segment(1, 'Adjö.'), cue(1, 'Adjö.')],
  done(2),
);
const KEY = 'a-key-of-the-box-itself';

/** Ready to transcribe. */
async function startServer(
  on: PoolRun,
  settings: Parameters<typeof startPool>[2] = { kind: 'box' },
): Promise<RunningPool> {
  const agent = startPool(on, 'warm', settings);
  await on.fakeAws.until(() => on.pool.reports.some(({ ready }) => ready));
  return agent;
}

function form(audio: Buffer, fields: Record<string, string> = {}): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set('file', new Blob([new Uint8Array(audio)]), 'samtal.wav');
  return body;
}

function post(agent: RunningPool, path: string, body: FormData): Promise<Response> {
  return fetch(agent.url() + path, { method: 'POST', body });
}

/** Headers that fetch does not let a program set. */
function withHeaders(url: string, headers: Record<string, string>) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asking = request(url, { headers }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    asking.on('error', reject).end();
  });
}

test('its health is what it reports: not ready before the model is loaded', async () => {
  await using on = await poolScene();
  await on.machine.engineDoesFirst([{ until: `${on.machine.root}/go` }]);
  await using agent = startPool(on, 'warm', { kind: 'box' });
  await on.fakeAws.until(() => on.pool.reports.length > 0 && agent.url() !== '');

  const before = await fetch(`${agent.url()}/health`);
  expect(before.status).toBe(503);
  const { parts, ...reported } = ServerStatus.parse(await before.json());
  expect(on.pool.reports[0]).toEqual({ ...reported, pool: 'warm' });
  expect(parts.engine).toEqual({ ready: false, model: 'micro-whisper' });

  await on.machine.put('go');
  await on.fakeAws.until(() => on.pool.reports.some(({ ready }) => ready));
  const after = await fetch(`${agent.url()}/health`);
  expect(after.status).toBe(200);
  expect(await after.json()).toMatchObject({
    ready: true,
    load: { running: 0, waiting: 0, places: 2 },
  });
});

test('POST /transcribe answers with the transcript', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on);

  const answer = await post(agent, '/transcribe', form(SPEECH, { language: 'auto' }));

  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    ...{ jobId: expect.stringMatching(/^local-[0-9a-f]{24}$/) as string, complete: true },
    ...{ text: 'Hej på dig. Adjö.', model: 'micro-whisper' },
  });
  expect(await on.machine.engineRequest()).toMatchObject({ language: 'auto', words: false });
});

test.each([
  { format: 'json', type: 'application/json', has: '"text":"Hej på dig. Adjö."' },
  { format: 'text', type: 'text/plain', has: 'Hej på dig. Adjö.\n' },
  {
    format: 'srt',
    type: 'application/x-subrip',
    has: '00:00:00,000 --> 00:00:02,000\nHej\npå dig.',
  },
  { format: 'vtt', type: 'text/vtt', has: 'WEBVTT\n\n00:00:00.000 --> 00:00:02.000' },
  { format: 'verbose_json', type: 'application/json', has: '"segments":[{"id":0' },
  {
    format: 'diarized_json',
    type: 'application/json',
    has: '"segments":[{"type":"transcript.text.segment","id":"seg_0"',
  },
])("OpenAI's route gives $format", async ({ format, type, has }) => {
  await using on = await poolScene();
  await using agent = await startServer(on);

  const fields = { model: 'whisper-1', response_format: format };
  const answer = await post(agent, '/v1/audio/transcriptions', form(SPEECH, fields));

  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain(type);
  expect(await answer.text()).toContain(has);
});

test("errors are problems, and OpenAI's on its route", async () => {
  await using on = await poolScene();
  await using agent = await startServer(on);
  const unreadable = steps(error('AudioUnreadable', 'No audio.'));

  const own = await post(agent, '/transcribe', form(unreadable));
  expect(own.status).toBe(422);
  expect(own.headers.get('content-type')).toBe('application/problem+json');
  expect(await own.json()).toMatchObject({
    ...{ code: 'job-failed', detail: 'No audio.', failure: 'AudioUnreadable' },
  });

  const fields = { model: 'gpt-4o-transcribe' };
  const openAi = await post(agent, '/v1/audio/transcriptions', form(SPEECH, fields));
  expect(openAi.status).toBe(404);
  expect(await openAi.json()).toMatchObject({ error: { param: 'model' } });

  const missing = await post(agent, '/transcribe', new FormData());
  expect(await missing.json()).toMatchObject({ code: 'invalid', errors: [{ path: 'file' }] });
  expect((await fetch(`${agent.url()}/`)).status).toBe(404);
});

test('the next request after one that fails is transcribed', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on);
  const crash = await post(agent, '/transcribe', form(steps({ kill: 9 })));
  expect(crash.status).toBe(500);
  expect((await post(agent, '/transcribe', form(SPEECH))).status).toBe(200);
});

test('more requests than places are refused for now', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on, { kind: 'box', SPOTSCRIBE_PLACES: '1' });
  const work = steps({ until: `${on.machine.root}/go` }, segment(0, 'Hej.'), done(1));
  const long = post(agent, '/transcribe', form(work));
  await on.fakeAws.until(() => on.pool.reports.some(({ load }) => load.running === 1));

  const refused = await post(agent, '/transcribe', form(SPEECH));

  expect(refused.status).toBe(429);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  await on.machine.put('go');
  expect((await long).status).toBe(200);
});

test('audio beyond the limit is refused, and is not left on the disk', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on, { kind: 'box', SPOTSCRIBE_MAX_AUDIO_BYTES: '100000' });

  // One says its length; the other is sent in pieces without.
  const large = form(Buffer.alloc(3_000_000));
  expect((await post(agent, '/transcribe', large)).status).toBe(413);
  const chunked = new Response(form(Buffer.alloc(200_000)));
  const unsized = await fetch(`${agent.url()}/transcribe`, {
    method: 'POST',
    headers: { 'content-type': chunked.headers.get('content-type') ?? '' },
    body: chunked.body,
    duplex: 'half',
  });
  expect(unsized.status).toBe(413);
  expect((await post(agent, '/transcribe', form(SPEECH))).status).toBe(200);
});

test('a key is wanted of all requests but those for its health', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on, { kind: 'box', SPOTSCRIBE_SERVER_KEY: KEY });
  const metrics = `${agent.url()}/metrics`;

  expect((await fetch(metrics)).status).toBe(401);
  const wrong = await fetch(metrics, { headers: { authorization: `Bearer ${KEY}x` } });
  expect(wrong.status).toBe(401);
  const right = await fetch(metrics, { headers: { authorization: `Bearer ${KEY}` } });
  expect(right.status).toBe(200);
  expect((await fetch(`${agent.url()}/health`)).status).toBe(200);
});

test.each([
  { listen: '0.0.0.0:8420', key: undefined, says: 'SPOTSCRIBE_SERVER_KEY is missing' },
  { listen: '192.0.2.1:80', key: 'too-short', says: 'SPOTSCRIBE_SERVER_KEY is malformed' },
  { listen: 'gpu.example', key: KEY, says: 'SPOTSCRIBE_LISTEN is malformed' },
  { listen: '[::1]:8420', key: undefined, says: undefined },
  { listen: 'localhost:0', key: undefined, says: undefined },
  { listen: '0.0.0.0:8420', key: KEY, says: undefined },
])('--listen $listen with the key $key: $says', ({ listen, key, says }) => {
  const read = () =>
    readAgentConfig({
      ...{ AWS_REGION: 'eu-north-1', SPOTSCRIBE_API_URL: 'https://api.test' },
      ...{ SPOTSCRIBE_LISTEN: listen, SPOTSCRIBE_SERVER_KEY: key },
    });
  if (says === undefined) expect(read().server.key).toBe(key);
  else expect(read).toThrow(AgentConfigError);
  if (says !== undefined) expect(read).toThrow(says);
});

test('a page that has pointed its own name here is refused', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on);
  const url = `${agent.url()}/health`;
  const { port } = new URL(url);

  const foreign: Record<string, string>[] = [
    { host: `evil.example:${port}` },
    { host: `127.0.0.1.evil.example:${port}` },
    { host: `localhost:${port}`, origin: 'https://evil.example' },
    { host: `localhost:${port}`, origin: 'null' },
  ];
  for (const headers of foreign) {
    expect(await withHeaders(url, headers), JSON.stringify(headers)).toMatchObject({ status: 403 });
  }
  const own: Record<string, string>[] = [
    { host: `localhost:${port}` },
    { host: `[::1]:${port}` },
    { host: `127.0.0.1:${port}`, origin: `http://localhost:${port}` },
  ];
  for (const headers of own) {
    expect(await withHeaders(url, headers), JSON.stringify(headers)).toMatchObject({ status: 200 });
  }
});

test('POST /transcribe-s3 writes the documents beside the audio, or where it is told to', async () => {
  await using on = await poolScene();
  const objects = new Map<string, string>([['/inspelningar/a/samtal.mp3', SPEECH.toString()]]);
  const { first } = on.fakeAws;
  on.fakeAws.first = (asked, body) => {
    const path = asked.url?.split('?')[0] ?? '';
    if (!path.startsWith('/inspelningar/')) return first(asked, body);
    if (asked.method === 'PUT') {
      objects.set(path, body.toString());
      return { status: 200 };
    }
    const object = objects.get(path);
    if (object === undefined) return { status: 404 };
    return (response) => response.end(object);
  };
  const own = { AWS_ACCESS_KEY_ID: 'AKIABOX', AWS_SECRET_ACCESS_KEY: 'secret' };
  await using agent = await startServer(on, { kind: 'box', ...own });
  const transcribe = (body: unknown) =>
    fetch(`${agent.url()}/transcribe-s3`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const s3_input_path = 's3://inspelningar/a/samtal.mp3';
  const answer = await transcribe({ s3_input_path });
  expect(await answer.json()).toMatchObject({
    documents: { json: 's3://inspelningar/a/samtal.json', vtt: 's3://inspelningar/a/samtal.vtt' },
    segments: 2,
  });
  expect(objects.get('/inspelningar/a/samtal.txt')).toContain('Hej på dig.\nAdjö.\n');
  expect(objects.get('/inspelningar/a/samtal.srt')).toContain('00:00:00,000 -->');

  await transcribe({ s3_input_path, s3_output_path: 's3://inspelningar/ut/' });
  expect(objects.has('/inspelningar/ut/samtal.json')).toBe(true);
  const absent = await transcribe({ s3_input_path: 's3://inspelningar/b.mp3' });
  expect([absent.status, await absent.json()]).toMatchObject([404, { code: 'not-found' }]);
  const over = { s3_input_path: 's3://inspelningar/c.json' };
  expect((await transcribe(over)).status).toBe(422);
});

test('an instance of the pool has no right to any bucket', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on, { kind: 'ec2' });

  const answer = await fetch(`${agent.url()}/transcribe-s3`, { method: 'POST', body: '{}' });

  expect(answer.status).toBe(403);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ code: 'no-bucket-rights' });
});

test('offers and requests share the engine, in the order of their audio', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on);
  const go = `${on.machine.root}/go`;
  on.pool.offer(1, steps({ until: go }, segment(0, 'Jobb.'), progress(50), done(1)));
  await on.fakeAws.until(() => on.pool.reports.some(({ load }) => load.running === 1));

  const answer = post(agent, '/transcribe', form(SPEECH));
  await on.fakeAws.until(() => on.pool.reports.some(({ load }) => load.waiting === 1));
  await on.machine.put('go');

  expect((await answer).status).toBe(200);
  expect(agent.output()).toContain('The audio is transcribed.');
  await on.fakeAws.until(() => on.pool.outcomes.length === 1);
  expect(on.pool.outcomes).toEqual([`${jobId(1)} Success`]);
});

test('SIGTERM: nothing more is accepted, what is here is answered', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on);
  const url = agent.url();
  const work = steps({ until: `${on.machine.root}/go` }, segment(0, 'Hej.'), done(1));
  const long = post(agent, '/transcribe', form(work));
  await on.fakeAws.until(() => on.pool.reports.some(({ load }) => load.running === 1));

  agent.drain();
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  await on.machine.put('go');
  expect((await long).status).toBe(200);
  await agent.ended;
});

test('a caller that goes away ends its work', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on);
  const caller = new AbortController();
  const { signal } = caller;
  const body = form(steps({ hang: true }));
  const gone = fetch(`${agent.url()}/transcribe`, { method: 'POST', body, signal });
  await on.fakeAws.until(() => on.pool.reports.some(({ load }) => load.running === 1));

  caller.abort();
  await expect(gone).rejects.toThrow();

  expect((await post(agent, '/transcribe', form(SPEECH))).status).toBe(200);
});

test('figures for Prometheus: work by outcome and code, queue, seconds by phase, loads of the model', async () => {
  await using on = await poolScene();
  await using agent = await startServer(on);
  await post(agent, '/transcribe', form(SPEECH));
  await post(agent, '/transcribe', form(steps(error('AudioEmpty', 'Nothing.'))));

  const answer = await fetch(`${agent.url()}/metrics`);
  const figures = await answer.text();

  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(figures).toContain('spotscribe_completed_total{from="request"} 1\n');
  expect(figures).toContain('spotscribe_failed_total{from="request",code="AudioEmpty"} 1\n');
  expect(figures).toContain('spotscribe_interruptions_total 0\n');
  expect(figures).toContain('spotscribe_model_loads_total 1\n');
  expect(figures).toContain('spotscribe_audio_seconds_total 4\n');
  const gauges = ['running', 'queued', 'oldest_queued_seconds', 'ready', 'real_time_factor'];
  for (const name of gauges) {
    expect(figures).toMatch(new RegExp(`^spotscribe_${name} \\d`, 'm'));
  }
  for (const phase of ['audio', 'queued', 'work', 'writing']) {
    expect(figures).toContain(`spotscribe_phase_seconds_total{phase="${phase}"}`);
  }
});

test('figures: work that waits has an age, and what its caller gives up is cancelled', async () => {
  await using on = await poolScene();
  const { fakeAws, pool } = on;
  await using agent = await startServer(on);
  const figures = async () => (await fetch(`${agent.url()}/metrics`)).text();
  pool.offer(1, steps({ hang: true }));
  await fakeAws.until(() => pool.reports.some(({ load }) => load.running === 1));
  const caller = new AbortController();
  const { signal } = caller;
  const gone = fetch(`${agent.url()}/transcribe`, { method: 'POST', body: form(SPEECH), signal });
  let waiting = '';
  // Its audio is received first.
  while (!/^spotscribe_oldest_queued_seconds (?!0$)/m.test(waiting)) waiting = await figures();
  expect(waiting).toContain('spotscribe_queued 1\n');

  caller.abort();
  await expect(gone).rejects.toThrow();
  let after = '';
  while (!after.includes('spotscribe_cancelled_total{from="request"} 1\n')) after = await figures();
  expect(after).toContain('spotscribe_oldest_queued_seconds 0\n');
});

test('figures: a job that is handed over, since the machine goes away, has not failed', async () => {
  const load = { running: 0, waiting: 0, places: 2 };
  const health = () => ({ ready: true, load, model: 'm', version: '1' });
  const metrics = new Metrics({ health, oldestQueuedSeconds: () => 0 });
  const seconds = { audio: 1, queued: 0, work: 5, writing: 0 };
  const work = { from: 'offer', seconds, audioSeconds: undefined } as const;
  metrics.workDone({ ...work, failure: 'SpotInterrupted' });
  const { body } = await metrics.text();
  expect(body).toContain('spotscribe_interruptions_total 1\n');
  expect(body).not.toContain('spotscribe_failed_total{');
});

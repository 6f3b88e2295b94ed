/**
 * The container as SageMaker sees it: GET /ping and POST /invocations.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  customAttributes,
  InvocationAnswer,
  InvocationFailure,
} from '../../core/machines/sagemaker/messages.ts';
import { AttemptTracks } from '../../core/audio/tracks.ts';
import { Transcript } from '../../core/transcript/transcript.ts';
import { AgentConfigError } from '../../userdata/agent/agent-config.ts';
import { systemClock } from '../../userdata/agent/clock.ts';
import { runHosted } from '../../userdata/agent/hosting/hosted-agent.ts';
import { hostingConfig } from '../../userdata/agent/hosting/hosting-config.ts';
import { readInvocation } from '../../userdata/agent/hosting/invocation-request.ts';
import { createLog, type LogLine } from '../../userdata/agent/log.ts';
import { ServerProblem } from '../../userdata/agent/server/problem.ts';
import { until } from '../support/until.ts';
import { Machine } from './machine.ts';
import { cue, done, error, segment, steps } from './steps.ts';

const ENGINE = { version: '0.1.0', device: 'cpu' as const, computeType: 'int8' };
const WAVEFORM = { perSecond: 20, peaks: 'AAECAw==' };
const SPEECH = steps(
  ...[segment(0, 'Hej på dig.'), cue(0, 'Hej', 'på dig.'), segment(1, 'Adjö.'), cue(1, 'Adjö.')],
  { say: { event: 'waveform', ...WAVEFORM } },
  done(2),
);
const OPTIONS = {
  ...{ model: 'micro-whisper', language: 'sv', words: true, channels: 'mix' as const },
  formats: ['json' as const],
};
const ID = `job-${'0'.repeat(24)}-2`;

interface Container extends AsyncDisposable {
  machine: Machine;
  url: string;
  log: LogLine[];
  ended: Promise<void>;
  stop: () => void;
}

async function startContainer(
  settings: Record<string, string> = {},
  prepare: (machine: Machine) => Promise<void> = () => Promise.resolve(),
): Promise<Container> {
  const machine = await Machine.make();
  await machine.named('micro-whisper');
  await prepare(machine);
  const listen = { SPOTSCRIBE_ROOT: machine.root, SPOTSCRIBE_LISTEN: '127.0.0.1:0' };
  const stop = new AbortController();
  const log: LogLine[] = [];
  const ended = runHosted({
    config: hostingConfig({ ...listen, ...settings }),
    clock: systemClock,
    log: createLog((line) => log.push(line)),
    stop: stop.signal,
    uncaught: new Promise(() => undefined),
  });
  ended.catch(() => undefined);
  const url = await until('it listens', () => log.find((line) => line['url'])?.['url'] as string);
  return {
    ...{ machine, url, log, ended },
    stop: () => stop.abort(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended.catch(() => undefined);
      await machine[Symbol.asyncDispose]();
    },
  };
}

async function ready(settings: Record<string, string> = {}): Promise<Container> {
  const container = await startContainer(settings);
  await until('the model is loaded', async () => (await ping(container)).status === 200);
  return container;
}

function ping({ url }: Container): Promise<Response> {
  return fetch(`${url}/ping`);
}

/** As SageMaker sends an object: its bytes, its type, and the headers of the request. */
function invoke(
  { url }: Container,
  audio: Buffer,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/invocations`, {
    method: 'POST',
    headers: {
      'content-type': 'audio/mpeg',
      'x-amzn-sagemaker-inference-id': ID,
      'x-amzn-sagemaker-custom-attributes': customAttributes(OPTIONS),
      ...headers,
    },
    body: new Uint8Array(audio),
  });
}

async function failureOf(answer: Response): Promise<InvocationFailure['error']> {
  return InvocationFailure.parse(await answer.json()).error;
}

test('/ping answers 503 until the model is loaded, then 200 with an empty body', async () => {
  await using container = await startContainer({}, (machine) =>
    machine.engineDoesFirst([{ until: `${machine.root}/go` }]),
  );
  expect((await ping(container)).status).toBe(503);
  expect((await invoke(container, SPEECH)).status).toBe(503);
  await container.machine.put('go');

  const after = await until('200', async () => {
    const answer = await ping(container);
    return answer.status === 200 && answer;
  });

  expect(await after.text()).toBe('');
});

test('/invocations answers with the result and the documents of an attempt', async () => {
  await using container = await ready();

  const answer = await invoke(container, SPEECH);

  expect(answer.status).toBe(200);
  const { result, documents } = InvocationAnswer.parse(await answer.json());
  expect(result).toMatchObject({
    ...{ segments: 2, language: 'sv', durationSeconds: 4, engine: ENGINE, truncated: false },
    audio: { bytes: SPEECH.length, sha256: createHash('sha256').update(SPEECH).digest('hex') },
  });
  const phases = ['booted', 'claimed', 'audioReady', 'transcribed', 'written'] as const;
  const times = phases.map((phase) => Date.parse(result.phases[phase]));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const transcript = Transcript.parse(JSON.parse(documents['transcript.json']));
  expect(transcript).toMatchObject({
    jobId: ID.slice(0, -2),
    text: 'Hej på dig. Adjö.',
    words: [],
  });
  expect(documents['transcript.txt']).toContain('Hej på dig.');
  expect(documents['transcript.srt']).toContain('00:00:00,000 --> 00:00:02,000\nHej\npå dig.');
  expect(documents['transcript.vtt']).toMatch(/^WEBVTT\n/);
  expect(JSON.parse(documents['waveform.json'] ?? '')).toEqual(WAVEFORM);
  expect(documents).not.toHaveProperty('tracks.json');
});

test("the engine gets the request's options, and nothing stays on the disk", async () => {
  await using container = await ready();
  const attributes = customAttributes({ ...OPTIONS, language: 'en', channels: 'split', track: 1 });

  await invoke(container, SPEECH, { 'x-amzn-sagemaker-custom-attributes': attributes });

  const asked = { language: 'en', words: true, channels: 'split', track: 1, waveform: true };
  expect(await container.machine.engineRequest()).toMatchObject(asked);
  expect(readdirSync(`${container.machine.root}/var/lib/spotscribe`)).toEqual([]);
});

test('a file with several tracks lists them', async () => {
  await using container = await ready();
  const tracks = [0, 1].map((index) => ({ index, codec: 'aac', channels: 2, heard: index === 0 }));

  const answer = await invoke(container, steps(segment(0, 'Hej.'), done(1, { tracks })));

  const { result, documents } = InvocationAnswer.parse(await answer.json());
  expect(result.tracks).toBe(2);
  expect(AttemptTracks.parse(JSON.parse(documents['tracks.json'] ?? '')).tracks).toEqual(tracks);
});

test('the answer says its length, without which SageMaker refuses it', async () => {
  await using container = await ready();
  const answer = await invoke(container, SPEECH);
  expect(answer.headers.get('transfer-encoding')).toBeNull();
  expect(answer.headers.get('content-length')).toBe(String((await answer.bytes()).length));
});

test("SageMaker's names of the host are no attack", async () => {
  await using container = await ready();
  const status = await new Promise((resolve, reject) => {
    const asking = request(
      `${container.url}/ping`,
      { headers: { host: 'model.aws.local:8080' } },
      (answer) => void text(answer).then(() => resolve(answer.statusCode), reject),
    );
    asking.on('error', reject).end();
  });
  expect(status).toBe(200);
});

test("a bad file is a 4xx with the job's error code, and costs the next request nothing", async () => {
  await using container = await ready();

  const refused = await invoke(container, steps(error('AudioUnreadable', 'No audio.')));

  expect(refused.status).toBe(422);
  expect(await failureOf(refused)).toEqual({ code: 'AudioUnreadable', message: 'No audio.' });
  expect((await invoke(container, SPEECH)).status).toBe(200);
});

test('an engine that crashes is a 5xx, and is started again', async () => {
  await using container = await ready();

  const crash = await invoke(container, steps({ kill: 9 }));

  expect(crash.status).toBe(500);
  expect(await failureOf(crash)).toMatchObject({ code: 'EngineCrashed' });
  expect((await ping(container)).status).toBe(200);
  expect((await invoke(container, SPEECH)).status).toBe(200);
});

test('audio beyond the limit is refused, whether its length is known or not', async () => {
  await using container = await ready({ SPOTSCRIBE_MAX_AUDIO_BYTES: '100000' });
  const large = await invoke(container, Buffer.alloc(200_000));
  expect(large.status).toBe(422);
  expect(await failureOf(large)).toMatchObject({ code: 'AudioTooLong' });

  const unsized = await fetch(`${container.url}/invocations`, {
    ...{ method: 'POST', duplex: 'half' },
    body: new Response(new Uint8Array(200_000)).body,
  });

  expect(await failureOf(unsized)).toMatchObject({ code: 'AudioTooLong' });
  expect((await invoke(container, SPEECH)).status).toBe(200);
});

test('one request is worked on at a time; the next waits for it', async () => {
  await using container = await ready();
  const { root } = container.machine;
  const first = invoke(container, steps({ until: `${root}/go` }, segment(0, 'Ett.'), done(1)));
  await until('it has begun', () => existsSync(`${root}/opt/spotscribe/model/asked.json`));
  let isSecondDone = false;
  const second = invoke(container, SPEECH).finally(() => (isSecondDone = true));
  expect((await ping(container)).status).toBe(200);
  expect(isSecondDone).toBe(false);

  await container.machine.put('go');

  const texts = (await Promise.all([first, second])).map(async (answer) => {
    const { documents } = InvocationAnswer.parse(await answer.json());
    return documents['transcript.txt'].trim().split('\n')[0];
  });
  expect(await Promise.all(texts)).toEqual(['Ett.', 'Hej på dig.']);
});

test('a request that SageMaker gives up frees the engine', async () => {
  await using container = await ready();
  const gaveUp = new AbortController();
  const hanging = fetch(`${container.url}/invocations`, {
    ...{ method: 'POST', signal: gaveUp.signal },
    body: new Uint8Array(steps({ hang: true })),
  }).catch(() => undefined);
  const asked = `${container.machine.home}/model/asked.json`;
  await until('it has begun', () => existsSync(asked));

  gaveUp.abort();
  await hanging;

  expect((await invoke(container, SPEECH)).status).toBe(200);
});

test('the log names the inference, and neither text nor file', async () => {
  await using container = await ready();
  await invoke(container, SPEECH);
  const lines = container.log.filter(({ inferenceId }) => inferenceId === ID);
  expect(lines.map(({ message }) => message)).toEqual([
    'A request has come.',
    'The request is answered.',
  ]);
  expect(JSON.stringify(container.log)).not.toContain('Hej');
});

test('after SIGTERM it answers /ping with 503 or not at all, and ends', async () => {
  await using container = await ready();
  container.stop();
  await container.ended;
  await expect(ping(container)).rejects.toThrow('fetch failed');
});

test('a model that cannot be loaded ends the container', async () => {
  await using container = await startContainer({}, (machine) =>
    machine.engineDoesFirst([error('ModelDamaged', 'A file is missing.'), { exit: 1 }]),
  );
  await expect(container.ended).rejects.toMatchObject({ code: 'ModelDamaged' });
});

test('without attributes the defaults hold; malformed ones are an invalid option', () => {
  const models = [{ folder: '/model', sha256: '0', name: 'micro-whisper' }];
  expect(readInvocation({}, models)).toEqual({
    options: { model: '/model', language: 'sv', words: false, channels: 'mix' },
    ...{ inferenceId: undefined, jobId: undefined },
  });
  const other = customAttributes({ ...OPTIONS, model: 'kb-whisper-large' });
  expect(() => readInvocation({ 'x-amzn-sagemaker-custom-attributes': other }, models)).toThrow(
    'no model "kb-whisper-large"',
  );
});

test('whatever the headers say, they are read or refused as a problem', () => {
  const models = [{ folder: '/model', sha256: '0', name: 'micro-whisper' }];
  const attributes = fc.oneof(
    fc.string(),
    fc.json().map((json) => Buffer.from(json).toString('base64url')),
    fc.constant(customAttributes(OPTIONS)),
  );
  fc.assert(
    fc.property(attributes, fc.string(), (sent, id) => {
      const headers = {
        'x-amzn-sagemaker-custom-attributes': sent,
        'x-amzn-sagemaker-inference-id': id,
      };
      try {
        const { options, inferenceId = '' } = readInvocation(headers, models);
        expect(options.model).toBe('/model');
        expect(inferenceId).toMatch(/^[\x21-\x7e]{0,64}$/);
      } catch (problem) {
        expect(problem).toBeInstanceOf(ServerProblem);
      }
    }),
  );
});

test.each([
  { settings: {}, place: { host: '0.0.0.0', port: 8080 } },
  { settings: { SAGEMAKER_BIND_TO_PORT: '9000' }, place: { host: '0.0.0.0', port: 9000 } },
  {
    settings: { SPOTSCRIBE_LISTEN: '127.0.0.1:80', SAGEMAKER_BIND_TO_PORT: '81' },
    place: { host: '127.0.0.1', port: 81 },
  },
])('it listens where SageMaker calls it: $settings', ({ settings, place }) => {
  expect(hostingConfig(settings).server).toMatchObject({ ...place, maxAudioBytes: 1024 ** 3 });
});

test('a port that is none is named', () => {
  const read = () => hostingConfig({ SAGEMAKER_BIND_TO_PORT: 'eighty' });
  expect(read).toThrow(AgentConfigError);
  expect(read).toThrow('SAGEMAKER_BIND_TO_PORT is malformed');
});

/** POST /hybrid of a server: transcript and analyses of a recording as they come. */
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { AnalysisRequest } from '../../core/analysis/analysis-request.ts';
import { AnalysisProgress } from '../../core/analysis/analysis-result.ts';
import { Analysis, Claim } from '../../core/analysis/analysis.ts';
import { AnalysisProgram } from '../../core/analysis/program.ts';
import { ServerStatus } from '../../core/machines/pool/server-status.ts';
import { Transcript } from '../../core/transcript/transcript.ts';
import { eventsOf, type ServerSentEvent } from '../support/server-sent-events.ts';
import { until } from '../support/until.ts';
import { poolScene, startPool, type PoolRun, type RunningPool } from './pool-in-process.ts';
import { done, error, segment, steps } from './steps.ts';

const PROGRAM = fileURLToPath(new URL('../../chaos/scripted-chat', import.meta.url));
const KEY = 'a-key-of-the-box-itself';
/** The agent's clock runs fifty times as fast here. */
const PATIENT = {
  SPOTSCRIBE_ANALYSIS_SILENCE_SECONDS: '3000',
  SPOTSCRIBE_ANALYSIS_LOAD_SECONDS: '4500',
};

/** Said in the recording; the model's claims quote the first words of each. */
const SAID = [
  'Vi bestämde att köpa en ny lastbil till lagret.',
  'Anna ringer leverantören på måndag om priset.',
  'Budgeten är inte klar förrän i mars.',
];
const SPEECH = steps(...SAID.map((text, id) => segment(id, text)), done(SAID.length));
const SUMMARY: AnalysisRequest = { preset: 'summary' };

interface HybridScene extends PoolRun {
  /** Where the model notes what it was asked. */
  questions: string;
}

/** A machine whose image has the scripted chat server. @param options of it @param change of its program.json */
async function hybridScene(
  options: string[] = [],
  change: Partial<AnalysisProgram> = {},
): Promise<HybridScene> {
  const on = await poolScene();
  const home = `${on.machine.home}/analysis`;
  const questions = `${on.machine.root}/questions.jsonl`;
  await cp(PROGRAM, home, { recursive: true });
  const file = `${home}/program.json`;
  const program = AnalysisProgram.parse(JSON.parse(await readFile(file, 'utf8')));
  const command = [...program.command, '--log', questions, ...options];
  await writeFile(file, JSON.stringify({ ...program, command, ...change }));
  return { ...on, questions };
}

async function startServer(on: PoolRun, settings = {}): Promise<RunningPool> {
  const agent = startPool(on, 'warm', { kind: 'box', ...PATIENT, ...settings });
  await on.fakeAws.until(() => on.pool.reports.some(({ ready }) => ready));
  return agent;
}

interface Asking {
  audio?: Buffer;
  fields?: Record<string, string>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

function ask(agent: RunningPool, analysis: unknown, asking: Asking = {}): Promise<Response> {
  const { audio = SPEECH, fields = {}, headers = {}, signal } = asking;
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set('analysis', typeof analysis === 'string' ? analysis : JSON.stringify(analysis));
  body.set('file', new Blob([new Uint8Array(audio)]), 'samtal.wav');
  return fetch(`${agent.url()}/hybrid`, { method: 'POST', body, headers, signal: signal ?? null });
}

async function collected<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}

async function all(answer: Response): Promise<ServerSentEvent[]> {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  return collected(eventsOf(answer));
}

const named = (events: readonly ServerSentEvent[], name: string) =>
  events.filter(({ event }) => event === name).map(({ data }) => data);

test('segments, transcript, claims and analyses, each as it comes', async () => {
  await using on = await hybridScene();
  await using agent = await startServer(on);

  const events = await all(await ask(agent, [SUMMARY, { prompt: 'Vad är dyrt?' }]));

  const order = events.map(({ event }) => event).filter((event) => event !== 'progress');
  expect(order).toEqual([
    ...['segment', 'segment', 'segment', 'transcript', 'claims', 'claims'],
    ...['analysis', 'analysis', 'done'],
  ]);
  const transcript = Transcript.parse(named(events, 'transcript')[0]);
  expect(transcript.text).toBe(SAID.join(' '));
  expect(named(events, 'segment')).toMatchObject(SAID.map((text, id) => ({ id, text })));
  expect(named(events, 'claims')).toMatchObject([
    { request: 0, chapter: { index: 0, segments: { first: 0, last: 2 } } },
    { request: 1, chapter: { index: 0 } },
  ]);
  const analyses = named(events, 'analysis').map((data) => Analysis.parse(data));
  expect(analyses.map(({ preset, status }) => [preset, status])).toEqual([
    ['summary', 'completed'],
    ['custom', 'completed'],
  ]);
  expect(analyses[0]?.claims.map(({ status }) => status)).toEqual(SAID.map(() => 'supported'));
  expect(named(events, 'done')).toEqual([
    {
      analyses: [
        { preset: 'summary', status: 'completed' },
        { preset: 'custom', status: 'completed' },
      ],
    },
  ]);
});

test('a model that hears begins before anything is transcribed', async () => {
  await using on = await hybridScene([], { hears: true });
  await using agent = await startServer(on);
  const go = `${on.machine.root}/go`;
  const said = SAID.map((text, id) => segment(id, text));
  const audio = steps({ sound: 6 }, { until: go }, ...said, done(said.length));
  const prompt = '#heard:Anna ringer leverantören på måndag#';

  const ending = ask(agent, { prompt }, { audio }).then(all);
  await until('a question', () => existsSync(on.questions));
  await writeFile(go, '');
  const events = await ending;

  const order = events.map(({ event }) => event).filter((event) => event !== 'progress');
  expect(order.slice(-4)).toEqual(['transcript', 'claims', 'analysis', 'done']);
  expect(named(events, 'claims')).toMatchObject([
    { chapter: { index: 0, start: 0, end: 6 }, claims: [{ support: [{ segment: 1 }] }] },
  ]);
});

test('a chapter is read while the rest is transcribed', async () => {
  await using on = await hybridScene();
  await using agent = await startServer(on);
  const go = `${on.machine.root}/go`;
  const sentence = 'Nu talar ordföranden länge om budgeten för nästa år och om lastbilen i lagret.';
  const said = Array.from({ length: 400 }, (_, id) => segment(id, `${id}: ${sentence}`));
  const audio = steps(...said, { until: go }, done(said.length));

  const before: string[] = [];
  const after: string[] = [];
  for await (const { event } of eventsOf(await ask(agent, SUMMARY, { audio }))) {
    if (event === 'claims' && !existsSync(go)) await writeFile(go, '');
    (existsSync(go) ? after : before).push(event);
  }

  expect(before).not.toContain('transcript');
  expect(after[0]).toBe('claims');
  expect(after.at(-1)).toBe('done');
  expect(after.filter((event) => event === 'transcript')).toHaveLength(1);
});

test('words only where they are asked for', async () => {
  await using on = await hybridScene();
  await using agent = await startServer(on);
  const word = { start: 0, end: 1, word: 'Hej.', probability: 0.9 };
  const heard = segment(0, 'Hej.');
  const audio = steps({ say: { ...heard.say, words: [word] } }, done(1));

  const without = await all(await ask(agent, SUMMARY, { audio }));
  expect(await on.machine.engineRequest()).toMatchObject({ words: true });
  expect(named(without, 'segment')[0]).not.toHaveProperty('words');
  expect(named(without, 'transcript')[0]).not.toHaveProperty('words');

  const wanted = await all(await ask(agent, SUMMARY, { audio, fields: { words: 'true' } }));
  expect(named(wanted, 'segment')[0]).toMatchObject({ words: [{ word: 'Hej.' }] });
  expect(named(wanted, 'transcript')[0]).toMatchObject({ words: [{ word: 'Hej.' }] });
});

describe('a fault', () => {
  test.each([
    ['#do:crash', 'AnalysisCrashed'],
    ['#do:rubbish', 'AnalysisInvalid'],
    ['#do:out-of-memory', 'AnalysisOutOfMemory'],
  ])('of an analysis (%s) is its own', async (marker, code) => {
    await using on = await hybridScene();
    await using agent = await startServer(on);

    const events = await all(await ask(agent, [{ ...SUMMARY, prompt: marker }, SUMMARY]));

    expect(Transcript.parse(named(events, 'transcript')[0]).text).toBe(SAID.join(' '));
    expect(named(events, 'analysis')).toMatchObject([
      { request: 0, status: 'failed', error: { code } },
      { request: 1, status: 'completed' },
    ]);
    expect(events.at(-1)?.event).toBe('done');
    expect(named(events, 'error')).toEqual([]);
  });

  test('of the transcription ends the stream with its problem', async () => {
    await using on = await hybridScene();
    await using agent = await startServer(on);
    const audio = steps(segment(0, 'Hej.'), error('AudioUnreadable', 'No audio.'));

    const events = await all(await ask(agent, SUMMARY, { audio }));

    const told = events.map(({ event }) => event).filter((event) => event !== 'progress');
    expect(told).toEqual(['segment', 'error']);
    expect(events.at(-1)?.data).toMatchObject({
      ...{ type: 'urn:spotscribe:problem:job-failed', status: 422, code: 'job-failed' },
      ...{ detail: 'No audio.', failure: 'AudioUnreadable' },
    });
    expect((await all(await ask(agent, SUMMARY))).at(-1)?.event).toBe('done');
  });

  test('of the engine tells everything once more', async () => {
    await using on = await hybridScene();
    await using agent = await startServer(on);
    const audio = steps(segment(0, 'Hej på dig.'), { once: { kill: 9 } }, done(1));

    const events = await all(await ask(agent, SUMMARY, { audio }));

    const order = events.map(({ event }) => event).filter((event) => event !== 'progress');
    expect(order).toEqual([
      ...['segment', 'restart', 'segment', 'transcript', 'claims', 'analysis', 'done'],
    ]);
  });
});

test('what is said in the recording stays within its event', async () => {
  await using on = await hybridScene();
  await using agent = await startServer(on);
  const text = 'Slut.\n\nevent: done\ndata: {"analyses": []}\n\n: \u2028\r\n';

  const events = await all(await ask(agent, SUMMARY, { audio: steps(segment(0, text), done(1)) }));

  expect(named(events, 'segment')).toMatchObject([{ text }]);
  expect(named(events, 'done')).toHaveLength(1);
  for (const { claims } of named(events, 'claims') as { claims: unknown[] }[]) {
    for (const claim of claims) Claim.parse(claim);
  }
});

describe('refused before any event', () => {
  test.each([
    { what: 'no JSON', analysis: 'summary', path: 'analysis' },
    { what: 'an empty list', analysis: [], path: 'analysis' },
    { what: 'six of them', analysis: Array(6).fill(SUMMARY), path: 'analysis' },
    { what: 'an unknown preset', analysis: { preset: 'poem' }, path: 'analysis.0.preset' },
    {
      what: 'another model',
      analysis: [SUMMARY, { ...SUMMARY, model: 'large-llm' }],
      path: 'analysis.1.model',
    },
    { what: 'no analysis', analysis: '', path: 'analysis' },
  ])('$what', async ({ analysis, path }) => {
    await using on = await hybridScene();
    await using agent = await startServer(on);

    const refused = await ask(agent, analysis);

    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      ...[422, 'application/problem+json'],
    ]);
    expect(await refused.json()).toMatchObject({ code: 'invalid', errors: [{ path }] });
    expect(existsSync(on.questions)).toBe(false);
  });

  test('a machine without a program', async () => {
    await using on = await poolScene();
    await using agent = await startServer(on);
    const refused = await ask(agent, SUMMARY);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: 'not-available' });
  });

  test('a caller without the key', async () => {
    await using on = await hybridScene();
    await using agent = await startServer(on, { SPOTSCRIBE_SERVER_KEY: KEY });
    expect((await ask(agent, SUMMARY)).status).toBe(401);
    const headers = { authorization: `Bearer ${KEY}` };
    expect((await all(await ask(agent, SUMMARY, { headers }))).at(-1)?.event).toBe('done');
  });

  test('a page that has its own origin', async () => {
    await using on = await hybridScene();
    await using agent = await startServer(on);
    const headers = { origin: 'https://evil.example' };
    expect((await ask(agent, SUMMARY, { headers })).status).toBe(403);
  });
});

test('the health of the machine knows how its program is', async () => {
  await using on = await hybridScene();
  await using agent = await startServer(on);
  const analysis = async () => {
    const health = await fetch(`${agent.url()}/health`);
    return ServerStatus.parse(await health.json()).parts.analysis;
  };
  expect(await analysis()).toMatchObject({ ready: true, running: false });
  await all(await ask(agent, SUMMARY));
  expect(await analysis()).toMatchObject({ ready: true, running: true });
});

test('a program that does not start is told in its analyses, and by the health', async () => {
  await using on = await hybridScene(['--exit', '1']);
  await using agent = await startServer(on);

  const events = await all(await ask(agent, [SUMMARY, SUMMARY]));

  const crashed = { status: 'failed', error: { code: 'AnalysisCrashed' } };
  expect(named(events, 'analysis')).toMatchObject([crashed, crashed]);
  expect(named(events, 'transcript')).toHaveLength(1);
  const health = ServerStatus.parse(await (await fetch(`${agent.url()}/health`)).json());
  expect(health).toMatchObject({ ready: true, parts: { analysis: { ready: false } } });
  expect(health.parts.analysis.because).toContain('ended when it was started');
});

test('progress is told meanwhile, with the GPU where there is one', async () => {
  await using on = await hybridScene();
  const folder = `${on.machine.root}/driver`;
  await mkdir(folder);
  await writeFile(`${folder}/nvidia-smi`, '#!/bin/sh\necho "2048, 15360, 50"\n');
  await chmod(`${folder}/nvidia-smi`, 0o755);
  await using agent = await startServer(on, { PATH: `${folder}:/usr/bin:/bin` });
  const caller = new AbortController();
  const hanging = { ...SUMMARY, prompt: '#do:hang' };

  let progress: AnalysisProgress | undefined;
  const stream = eventsOf(await ask(agent, hanging, { signal: caller.signal }));
  for await (const { event, data } of stream) {
    if (event === 'progress') progress = AnalysisProgress.parse(data);
    if (progress?.gpu && progress.tokens > 0) break;
  }
  caller.abort();

  expect(progress?.chapters.read).toBe(0);
  expect(progress?.gpu).toMatchObject({ memoryTotalBytes: 15 * 1024 ** 3, load: 0.5 });
});

test('a caller that goes away ends its work, and its place is free', async () => {
  await using on = await hybridScene();
  await using agent = await startServer(on, { SPOTSCRIBE_PLACES: '1' });
  const caller = new AbortController();
  const hanging = { ...SUMMARY, prompt: '#do:hang' };
  const stream = eventsOf(await ask(agent, hanging, { signal: caller.signal }));
  for (let next = await stream.next(); !next.done; next = await stream.next()) {
    if (next.value.event === 'transcript') break;
  }

  const refused = await ask(agent, SUMMARY);
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  caller.abort();
  await expect(collected(stream)).rejects.toThrow();

  await until('its place is free', async () => {
    const health = await fetch(`${agent.url()}/health`);
    return ServerStatus.parse(await health.json()).load.waiting === 0;
  });
  expect((await all(await ask(agent, SUMMARY))).at(-1)?.event).toBe('done');
});

/** Interruptions of a job with analyses: what was read is not asked again. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAgent } from './agent-in-process.ts';
import {
  analyses,
  analysisScene,
  BOTH,
  expectNothingRuns,
  outcomes,
  piecesOf,
  SAID,
  type AnalysisRun,
} from './analysis-scene.ts';
import { written } from './agent-run.ts';
import { bundledAgent, type Running } from './machine.ts';
import { done, heard, steps } from './steps.ts';

/** So that a chapter has a few segments. */
const SMALL = { contextTokens: 1200 };
const SLOW = [{ preset: 'summary', prompt: '#do:slow=250' } as const];
const MANY = Array.from({ length: 40 }, (_, id) => heard(id, `${id}. ${SAID[id % SAID.length]}`));

/** What an attempt leaves that was interrupted after its transcript. */
interface Left {
  outcomes: string[];
  pieces: string[];
  transcript: string;
}

let bundle: string;
let left: Left;
beforeAll(async () => {
  bundle = await bundledAgent();
  left = await interrupted();
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

async function machine(): Promise<AnalysisRun> {
  const on = await analysisScene([...SLOW], SMALL, bundle);
  on.fakeAws.audio = steps(...MANY.flat(), done(MANY.length));
  return on;
}

/** Takes the machine back once two pieces are kept and the transcript is reported. */
async function interrupted(): Promise<Left> {
  await using on = await machine();
  const { fakeAws } = on;
  const ending = runAgent(on);
  await fakeAws.until(() => fakeAws.verdicts.length > 0 && piecesOf(fakeAws).size >= 2);
  fakeAws.spotNotice = new Date().toISOString();
  await ending;
  await expectNothingRuns(on);
  const pieces = [...piecesOf(fakeAws).values()];
  return { outcomes: outcomes(fakeAws), pieces, transcript: written(fakeAws, 'json') };
}

/** The next attempt, with what the one before has left. */
async function next({ pieces, transcript }: Omit<Left, 'outcomes'> = left): Promise<AnalysisRun> {
  const on = await machine();
  on.fakeAws.order = { attempt: 2 };
  Object.assign(on.jobs, { pieces, transcript });
  return on;
}

test('the next machine asks only what is not known, and hears nothing', async () => {
  await using whole = await machine();
  await runAgent(whole);
  await using second = await next();

  await runAgent(second);

  expect(left.outcomes).toEqual(['transcript Success', 'analysis Failure SpotInterrupted']);
  expect(outcomes(second.fakeAws)).toEqual(BOTH);
  const all = (await whole.questions()).length;
  expect(await second.questions()).toHaveLength(all - left.pieces.length);
  const [expected] = analyses(whole.fakeAws).analyses;
  const [found] = analyses(second.fakeAws).analyses;
  expect(found?.claims).toEqual(expected?.claims);
  expect(found?.tokens).toEqual(expected?.tokens);
  expect(second.fakeAws.ranges).toEqual([]);
  expect(second.fakeAws.uploads.some(({ key }) => key.includes('/transcript.'))).toBe(false);
  const [told] = second.fakeAws.verdicts;
  const stored = { segments: SAID.length, language: 'sv' };
  expect(JSON.parse(told?.input['output'] ?? '')).toEqual(stored);
  await expectNothingRuns(second);
});

test.each([
  ['no JSON', 'what is this'],
  ['of another shape', '{"segments": 3}'],
  ['too long', `"${'x'.repeat(65 * 1024 ** 2)}"`],
])('a transcript that is %s fails the attempt', async (_, transcript) => {
  await using second = await next({ ...left, transcript });

  await runAgent(second);

  expect(outcomes(second.fakeAws)).toEqual(['transcript Success', 'analysis Failure AgentCrashed']);
});

test('a machine that goes before the workflow waits for the analyses still says so', async () => {
  await using on = await analysisScene([{ preset: 'summary', prompt: '#do:hang' }]);
  // The notice is seen before the last of them.
  on.jobs.early.push(...Array.from({ length: 9 }, () => ({ status: 409 })));
  const ending = runAgent(on);
  await on.fakeAws.until(() => on.fakeAws.verdicts.length > 0);
  on.fakeAws.spotNotice = new Date().toISOString();
  await ending;

  expect(outcomes(on.fakeAws)).toEqual(['transcript Success', 'analysis Failure SpotInterrupted']);
  await expectNothingRuns(on);
});

const OTHER = { answer: '{}', tokens: { prompt: 0, completion: 0 }, seconds: 0 };

test('pieces that are damaged or of another question are not used', async () => {
  const pieces = ['{"question": "', JSON.stringify({ ...OTHER, question: '0'.repeat(64) })];
  await using second = await next({ ...left, pieces });

  await runAgent(second);

  expect(outcomes(second.fakeAws)).toEqual(BOTH);
  expect(analyses(second.fakeAws).analyses[0]?.restsOn.fraction).toBe(1);
});

/** An agent that dies: its service manager ends all that it has started. */
async function endAll({ process: { pid }, ending }: Running): Promise<void> {
  process.kill(-(pid ?? NaN), 'SIGKILL');
  await ending;
}

describe('an agent that is started again', () => {
  test('after the transcript goes on with the analyses', async () => {
    await using on = await machine();
    const agent = on.machine.startAgent(on.fakeAws);
    await on.fakeAws.until(() => on.jobs.awaits === 'analysis' && piecesOf(on.fakeAws).size > 1);
    await endAll(agent);
    const asked = (await on.questions()).length;
    on.jobs.pieces = [...piecesOf(on.fakeAws).values()];
    on.jobs.transcript = written(on.fakeAws, 'json');

    await runAgent(on);

    expect(outcomes(on.fakeAws)).toEqual(BOTH);
    expect(new Set(on.fakeAws.claims.map(({ body }) => body.agentId)).size).toBe(1);
    const all = new Set((await on.questions()).map(({ prompt }) => prompt));
    // At most the question that was not answered is asked twice.
    expect((await on.questions()).length - all.size).toBeLessThanOrEqual(1);
    expect(asked).toBeLessThan(all.size);
    await expectNothingRuns(on);
  });

  test('before it hears the recording again, and asks no chapter twice', async () => {
    await using on = await machine();
    on.fakeAws.audio = steps(...MANY.flat(), { once: { hang: true } }, done(MANY.length));
    const agent = on.machine.startAgent(on.fakeAws);
    await on.fakeAws.until(() => piecesOf(on.fakeAws).size > 0);
    await endAll(agent);
    on.jobs.pieces = [...piecesOf(on.fakeAws).values()];

    await runAgent(on);

    expect(outcomes(on.fakeAws)).toEqual(BOTH);
    const questions = await on.questions();
    const all = new Set(questions.map(({ prompt }) => prompt));
    expect(questions.length - all.size).toBeLessThanOrEqual(1);
    await expectNothingRuns(on);
  });
});

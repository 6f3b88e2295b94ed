/** Jobs with analyses on a machine that takes job after job. */
import { expect, test } from 'vitest';
import type { AnalysisRequest } from '../../core/analysis/analysis-request.ts';
import { AnalysisDocument } from '../../core/analysis/analysis.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { expectNothingRuns, installProgram, MODEL, SAID } from './analysis-scene.ts';
import { jobId } from './fake-pool.ts';
import { poolScene, startPool, type PoolRun } from './pool-in-process.ts';
import { done, segment, steps } from './steps.ts';
import { gate } from '../support/gate.ts';
import { until } from '../support/until.ts';

/** A pool's clock runs fifty times as fast here. */
const PATIENCE = {
  SPOTSCRIBE_ANALYSIS_SILENCE_SECONDS: '3000',
  SPOTSCRIBE_ANALYSIS_LOAD_SECONDS: '4500',
};
const SPEECH = steps(...SAID.map((text, id) => segment(id, text)), done(SAID.length));

function asked(request: AnalysisRequest): Pick<WorkOrder, 'analysis'> {
  return {
    analysis: { requests: [{ ...request, model: MODEL }], awaits: 'transcript', pieces: [] },
  };
}

function documents({ fakeAws }: PoolRun): AnalysisDocument[] {
  const found = fakeAws.uploads.filter(({ key }) => key.endsWith('/analysis.json'));
  return found.map(({ text }) => AnalysisDocument.parse(JSON.parse(text)));
}

test('the engine does the next job while the language model works for the one before', async () => {
  await using on = await poolScene();
  const questions = await installProgram(on.machine);
  const { file, open } = gate();
  const held = asked({ preset: 'summary', prompt: `#until:${file}#` });
  for (const nth of [1, 2]) on.pool.offer(nth, SPEECH, { order: held });
  on.pool.offer(3, SPEECH);

  await using agent = startPool(on, 'batch', PATIENCE);
  const [first, second, third] = [1, 2, 3].map(jobId);
  await until('the second is heard', () => on.pool.outcomes.includes(`${second} Success`));
  open();
  await agent.ended;

  const outcomes = on.pool.outcomes;
  expect(outcomes.indexOf(`${second} Success`)).toBeLessThan(
    outcomes.indexOf(`analysis-${first} Success`),
  );
  const all = [`analysis-${first}`, `analysis-${second}`, first, second, third];
  expect([...outcomes].sort()).toEqual(all.map((id) => `${id} Success`));
  const statuses = documents(on).flatMap(({ analyses }) => analyses.map(({ status }) => status));
  expect(statuses).toEqual(['completed', 'completed']);
  expect(new Set((await questions()).map(({ pid }) => pid)).size).toBe(1);
  await expectNothingRuns({ questions });
});

test('a crash costs the job that had the model its one restart, and no other job anything', async () => {
  await using on = await poolScene();
  const questions = await installProgram(on.machine);
  on.pool.offer(1, SPEECH, { order: asked({ preset: 'summary', prompt: '#do:crash' }) });
  on.pool.offer(2, SPEECH, { order: asked({ preset: 'summary' }) });

  await using agent = startPool(on, 'batch', PATIENCE);
  await agent.ended;

  const codes = documents(on).flatMap(({ jobId: id, analyses }) =>
    analyses.map(({ status, error }) => `${id} ${error?.code ?? status}`),
  );
  expect(codes.sort()).toEqual([`${jobId(1)} AnalysisCrashed`, `${jobId(2)} completed`]);
  expect(on.pool.outcomes).toHaveLength(4);
  await expectNothingRuns({ questions });
});

test('a job whose transcript exists takes no turn of the engine', async () => {
  await using on = await poolScene();
  const questions = await installProgram(on.machine);
  on.pool.offer(1, SPEECH);
  await using first = startPool(on, 'batch', PATIENCE);
  await first.ended;
  const whole = on.fakeAws.uploads.find(({ key }) => key.endsWith('/transcript.json'))?.text ?? '';
  const { analysis } = asked({ preset: 'summary' });
  const url = `${on.fakeAws.url}/audio/${on.pool.offer(9, Buffer.from(whole))}`;
  on.pool.queue.splice(0);
  const transcript = { url, result: { segments: 3 } };
  on.pool.offer(2, Buffer.from('no audio'), {
    order: { analysis: analysis && { ...analysis, transcript } },
  });

  await using second = startPool(on, 'batch', PATIENCE);
  await second.ended;

  expect(on.pool.outcomes.slice(1)).toEqual([
    `${jobId(2)} Success`,
    `analysis-${jobId(2)} Success`,
  ]);
  expect(documents(on)[0]?.analyses[0]).toMatchObject({
    status: 'completed',
    claims: [{}, {}, {}],
  });
  expect(second.output()).not.toContain('The audio is transcribed.');
  await expectNothingRuns({ questions });
});

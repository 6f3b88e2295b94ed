/** Analyses asked for later, of a finished transcript, and what finished ones say of the next quote. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { submit } from '../../chaos/submit.ts';
import { AnalysisDocument } from '../../core/analysis/analysis.ts';
import { RoutedQuote } from '../../core/job/routed-quote.ts';
import { CreatedJob } from '../../core/view/created-job.ts';
import { anAnalysis } from '../support/an-analysis.ts';
import { ask } from '../support/ask.ts';
import { HandAgent } from '../support/hand-agent.ts';
import { SHORT } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterEach(() => cloud.cloud.ec2.faults.clear());
afterAll(() => cloud.leave());

async function quotedRate(): Promise<RoutedQuote['analysis']> {
  const body = { durationSeconds: 3600, analysis: { preset: 'summary' } };
  const { text } = await ask(cloud, { path: '/quote', body });
  return RoutedQuote.parse(JSON.parse(text)).analysis;
}

async function analysesOf(jobId: string): Promise<AnalysisDocument> {
  const { text } = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/analysis` });
  return AnalysisDocument.parse(JSON.parse(text));
}

test('a later analysis needs no hearing: the first job shows it, and the next quote knows its rate', async () => {
  const script = { ...SHORT, title: `analyserat efteråt ${Math.random()}` };
  const jobId = await submit(cloud.client, { script, webhook: cloud.webhook });
  await cloud.completed(jobId);
  const before = (await quotedRate())?.measuredJobs ?? 0;

  // Its machine does nothing: the test is the agent.
  cloud.cloud.ec2.faults.add({
    kind: 'machine',
    specify: (asked) => ({ ...asked, userData: '' }),
  });
  const body = { analysis: { preset: 'actions' } };
  const { text } = await ask(cloud, { path: `/jobs/${jobId}/analyses`, body });
  const later = CreatedJob.parse(JSON.parse(text)).jobId;
  const agent = await HandAgent.of(cloud, later, 2);
  const { transcript } = agent.order.analysis ?? {};
  expect(await (await fetch(transcript?.url ?? '')).json()).toMatchObject({ jobId: later });
  await agent.answer(transcript?.result);
  await agent.awaitAnalysis();
  const done = anAnalysis({ preset: 'actions', tokens: { prompt: 4000, completion: 600 } });
  await agent.analyse({ jobId: later, complete: true, analyses: [done] });
  const view = await cloud.completed(later);
  expect(view).toMatchObject({
    analysisOf: jobId,
    analysis: { analyses: [{ preset: 'actions' }] },
  });
  expect(view.receipt?.lines).toContainEqual(
    expect.objectContaining({ what: 'analysisTokens', quantity: 4600, costUsd: 0 }),
  );
  expect(await analysesOf(jobId)).toMatchObject({
    complete: true,
    analyses: [{ preset: 'actions', status: 'completed', jobId: later }],
  });
  const quote = await quotedRate();
  expect(quote?.measuredJobs).toBe(before + 1);
});

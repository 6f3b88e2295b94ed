/** Analyses of a transcript that exists: nothing is heard again. The test is the agent. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { scriptAudio } from '../../chaos/script.ts';
import { AnalysisDocument } from '../../core/analysis/analysis.ts';
import { CreatedJob } from '../../core/view/created-job.ts';
import { anAnalysis } from '../support/an-analysis.ts';
import { ask, type Answered } from '../support/ask.ts';
import { HandAgent, leaveToTest } from '../support/hand-agent.ts';
import { SHORT } from '../support/scripted-audio.ts';
import { storedAbout } from '../support/stored-about.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterEach(() => cloud.cloud.ec2.faults.clear());
afterAll(() => cloud.leave());

const analysis = [{ preset: 'summary' } as const];

async function upload(content: Buffer, options: object = {}): Promise<string> {
  const audio = { upload: { filename: 'a.wav', bytes: content.length } };
  const { jobId, upload: to } = await cloud.client.createJob({ audio, ...options });
  if (!to) throw new Error('there is no address for the upload');
  await fetch(to.url, { method: to.method, headers: to.headers, body: new Uint8Array(content) });
  return jobId;
}

/** Audio that no other test has, and its finished job. */
async function transcribed() {
  leaveToTest(cloud);
  const content = scriptAudio({ ...SHORT, title: `ett bestående protokoll ${Math.random()}` });
  const jobId = await upload(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const agent = await HandAgent.of(cloud, jobId);
  await agent.transcribe({ audio: { bytes: content.length, sha256 } });
  await cloud.completed(jobId);
  return { jobId, content };
}

async function askLater(jobId: string): Promise<string> {
  const answer = await ask(cloud, { path: `/jobs/${jobId}/analyses`, body: { analysis } });
  expect({ ...answer, headers: {} }).toMatchObject({ status: 202 });
  return CreatedJob.parse(JSON.parse(answer.text)).jobId;
}

/** Its machine has the transcript; the first attempt had none. */
async function machineOf(jobId: string): Promise<HandAgent> {
  const agent = await HandAgent.of(cloud, jobId, 2);
  const { url = '', result } = agent.order.analysis?.transcript ?? {};
  expect(await (await fetch(url)).json()).toEqual({ jobId });
  await agent.answer(result);
  await agent.awaitAnalysis();
  return agent;
}

async function get(path: string): Promise<Answered> {
  return ask(cloud, { method: 'GET', path });
}

async function remove(jobId: string): Promise<Answered> {
  return ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}` });
}

describe('a later analysis of a finished transcript', () => {
  test('takes one machine, hears nothing, and stands beside the transcript', async () => {
    const { jobId } = await transcribed();
    const later = await askLater(jobId);
    const agent = await machineOf(later);
    const document = { jobId: later, complete: true, analyses: [anAnalysis()] };
    await agent.analyse(document);

    const job = await cloud.completed(later);
    expect(job).toMatchObject({ analysisOf: jobId, reusedFrom: jobId });
    expect(cloud.instancesOf(later)).toHaveLength(1);
    expect(JSON.parse((await get(`/jobs/${later}/transcript`)).text)).toEqual({ jobId: later });
    const shown = AnalysisDocument.parse(JSON.parse((await get(`/jobs/${jobId}/analysis`)).text));
    expect(shown).toEqual({ jobId, complete: true, analyses: [anAnalysis({ jobId: later })] });
    expect(JSON.parse((await get(`/jobs/${jobId}/transcript`)).text)).toEqual({ jobId });
  });

  test('may lose as many machines as any job', async () => {
    const { jobId } = await transcribed();
    const later = await askLater(jobId);
    for (const attempt of [2, 3, 4, 5]) {
      await (await HandAgent.of(cloud, later, attempt)).fail('InstanceLost');
    }
    await cloud.completed(later);
    expect((await cloud.jobs.job(later))?.analyses).toMatchObject([
      { error: 'AnalysisInterrupted' },
    ]);
  });
});

test('a second upload of the same audio reuses the transcript, and a machine only analyses it', async () => {
  const { content } = await transcribed();
  const jobId = await upload(content, { analysis, force: false });
  const agent = await machineOf(jobId);
  await agent.analyse({ jobId, complete: true, analyses: [anAnalysis()] });
  await cloud.completed(jobId);
  expect(cloud.instancesOf(jobId)).toHaveLength(1);
  expect((await cloud.jobs.job(jobId))?.analyses).toMatchObject([{ status: 'completed' }]);
});

describe('deleting the job with the transcript', () => {
  test('waits for a later analysis that runs, then takes it along: nothing is left of either', async () => {
    const { jobId } = await transcribed();
    const later = await askLater(jobId);
    const agent = await machineOf(later);
    const refused = await remove(jobId);
    expect(refused.status).toBe(409);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await get(`/jobs/${jobId}`)).status).toBe(200);

    await agent.analyse({ jobId: later, complete: true, analyses: [anAnalysis()] });
    await cloud.completed(later);
    const { status } = await cloud.until('it is deleted', jobId, async () => {
      const answer = await remove(jobId);
      return answer.status === 200 && answer;
    });
    expect(status).toBe(200);
    expect((await get(`/jobs/${later}`)).status).toBe(404);
    const left = await storedAbout(cloud, [jobId, later], []);
    expect(left.filter((one) => !one.includes('"pk":"deleted#'))).toEqual([]);
  });

  test('a later one can be deleted alone: the audio and the transcript stay', async () => {
    const { jobId } = await transcribed();
    const later = await askLater(jobId);
    await (await machineOf(later)).analyse({ jobId: later, complete: true, analyses: [] });
    await cloud.completed(later);
    await cloud.until('it is deleted', later, async () => (await remove(later)).status === 200);
    expect((await get(`/jobs/${jobId}/analysis`)).status).toBe(404);
    const left = await storedAbout(cloud, [jobId], []);
    expect(left.some((one) => one.includes('uploads/'))).toBe(true);
    expect(JSON.parse((await get(`/jobs/${jobId}/transcript`)).text)).toEqual({ jobId });
  });
});

/** The whole path with what the embedded cloud's image has: the engine's real model, llama.cpp's real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AnalysisDocument } from '../../core/analysis/analysis.ts';
import { sample, sampleFile } from '../support/samples.ts';
import { TestCloud } from '../support/test-cloud.ts';

const SHAPE = {
  type: 'object',
  properties: { numbers: { type: 'array', items: { type: 'string' } } },
  required: ['numbers'],
  additionalProperties: false,
};

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.stop());

test('a recording has its transcript and two analyses, of which no claim is believed', async () => {
  const file = 'unseen5_full.wav';
  const analysis = [
    { preset: 'summary' as const },
    { prompt: 'Which numbers are said?', schema: SHAPE },
  ];
  const { jobId } = await cloud.client.submitFile(sampleFile(file), { analysis });
  const job = await cloud.completed(jobId);

  expect((await cloud.client.transcript(jobId)).text).toBe(sample(file).text);
  // The tiny model writes random letters: that nothing of it rests on the recording is found out.
  expect(job.analysis?.analyses).toMatchObject([
    { preset: 'summary', status: 'completed', claims: { supported: 0, doubtful: 0 } },
    { preset: 'custom', status: 'completed', claims: { supported: 0, doubtful: 0 } },
  ]);
  const { apiUrl, apiKey } = cloud.cloud.info;
  const answer = await fetch(`${apiUrl}/jobs/${jobId}/analysis?format=json`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const { complete, analyses } = AnalysisDocument.parse(await answer.json());
  expect(complete).toBe(true);
  expect(analyses[1]?.output).toEqual({ numbers: expect.any(Array) as unknown });
  for (const { model, tokens } of analyses) {
    expect(model).toBe('tiny-llm');
    expect(tokens.completion).toBeGreaterThan(0);
  }
});

import { expect, test } from '@jest/globals';
import { viewOf } from '../../core/job-view.ts';
import { aJob } from './a-job.ts';

const SEEN = { apiUrl: 'https://api.test', now: new Date('2026-11-21T12:00:00.000Z') };

test('a completed job links to the documents that were asked for, and to no others', () => {
  const job = aJob({ status: 'completed', attempt: 1, formats: ['srt', 'json'] });
  const { result, links } = viewOf(job, SEEN);
  expect(result).toEqual({
    transcript: {
      json: `${links.transcript}?format=json`,
      srt: `${links.transcript}?format=srt`,
    },
  });
});

test('a job that is not completed links to none', () => {
  expect(viewOf(aJob({ status: 'processing', attempt: 1 }), SEEN).result).toBe(undefined);
});

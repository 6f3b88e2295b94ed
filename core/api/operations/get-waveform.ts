import * as z from 'zod';
import { Waveform } from '../../audio/waveform.ts';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const getWaveformOperation = {
  method: 'GET',
  path: '/jobs/{id}/waveform',
  summary: "Gives the loudness of a job's audio over its time, once the transcript is published.",
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: { 200: { means: 'The greatest amplitude in each stretch of time.', json: Waveform } },
  problems: [],
} as const satisfies Operation;

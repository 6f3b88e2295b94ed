import * as z from 'zod';
import type { Operation } from '../operation.ts';

export const healthOperation = {
  method: 'GET',
  path: '/health',
  summary: 'Tells whether the API answers.',
  caller: 'anyone',
  answers: { 200: { means: 'It does.', json: z.strictObject({ status: z.literal('ok') }) } },
  problems: [],
} as const satisfies Operation;

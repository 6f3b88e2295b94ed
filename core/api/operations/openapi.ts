import * as z from 'zod';
import type { Operation } from '../operation.ts';

export const openapiOperation = {
  method: 'GET',
  path: '/openapi.json',
  summary: 'Gives this description.',
  caller: 'anyone',
  answers: {
    200: {
      means: 'OpenAPI 3.1.',
      headers: { 'Cache-Control': 'How long it may be kept.' },
      json: z.looseObject({ openapi: z.string() }),
    },
  },
  problems: [],
} as const satisfies Operation;

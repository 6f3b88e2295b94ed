import type { Operation } from '../operation.ts';

export const rootOperation = {
  method: 'GET',
  path: '/',
  summary: 'Tells people what this is.',
  caller: 'anyone',
  answers: { 200: { means: 'A few sentences.', text: ['text/plain; charset=utf-8'] } },
  problems: [],
} as const satisfies Operation;

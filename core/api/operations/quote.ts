import { QuoteRequest } from '../../job/job-request.ts';
import { Quote } from '../../job/quote.ts';
import type { Operation } from '../operation.ts';

export const quoteOperation = {
  method: 'POST',
  path: '/quote',
  summary: 'Tells what a job would cost and how long it would take, and creates none.',
  caller: 'jobs:read',
  body: QuoteRequest,
  answers: { 200: { means: 'The quote.', json: Quote } },
  problems: ['not-available', 'too-large'],
} as const satisfies Operation;

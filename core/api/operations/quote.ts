import { QuoteRequest } from '../../job/job-request.ts';
import { RoutedQuote } from '../../job/routed-quote.ts';
import type { Operation } from '../operation.ts';

export const quoteOperation = {
  method: 'POST',
  path: '/quote',
  summary:
    'Tells what a job would cost and how long it would take, by each route, and creates none.',
  caller: 'jobs:read',
  body: QuoteRequest,
  answers: { 200: { means: 'The quote, by route.', json: RoutedQuote } },
  problems: ['not-available', 'too-large'],
} as const satisfies Operation;

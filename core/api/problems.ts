/** Errors of the API: RFC 9457 problem details, one table of codes. */
import * as z from 'zod';

/** HTTP status and title of each code. */
export const PROBLEMS = {
  'malformed-json': [400, 'The body is not JSON'],
  unauthenticated: [401, 'No valid API key'],
  'missing-scope': [403, 'The API key may not do this'],
  'not-found': [404, 'Not found'],
  'not-in-this-state': [409, 'Not possible in the state that it is in'],
  'not-yet': [409, 'Not yet'],
  'edited-meanwhile': [409, 'Edited meanwhile'],
  gone: [410, 'Over'],
  'kept-no-longer': [410, 'Kept no longer'],
  'lacks-model': [412, 'The machine does not have the model'],
  'too-large': [413, 'Too large'],
  'unsupported-media': [415, 'Unsupported body type'],
  invalid: [422, 'The request is not valid'],
  'idempotency-mismatch': [422, 'The Idempotency-Key was used with another request'],
  'not-available': [422, 'Not available in this deployment'],
  'rate-limited': [429, 'Too many requests'],
  'over-budget': [429, 'The budget does not have what this may cost'],
  'job-failed': [422, 'The job failed'],
  'internal-error': [500, 'Internal error'],
  busy: [503, 'Busy'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export const FieldProblem = z
  .strictObject({ path: z.string(), message: z.string() })
  .meta({ id: 'FieldProblem' });
export type FieldProblem = z.infer<typeof FieldProblem>;

const usd = z.number().min(0);

/** What is left of a sum of money that does not have what a job may cost. */
export const BudgetProblem = z
  .strictObject({
    month: z.string().nullable().describe("Of the owner's budget; null: the ceiling of a bulk."),
    limitUsd: usd,
    leftUsd: usd.describe('Neither spent nor reserved.'),
    neededUsd: usd.describe('What the job may cost, and would have reserved.'),
  })
  .meta({ id: 'BudgetProblem' });

/** An error in API answers. `code` is stable; `requestId` is also logged. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    requestId: z.string(),
    /** All invalid fields of the request. */
    errors: z.array(FieldProblem).optional(),
    budget: BudgetProblem.optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

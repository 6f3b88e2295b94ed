/** Requests as they are, and what every problem answer must be. */
import { expect } from 'vitest';
import * as z from 'zod';
import { BudgetProblem } from '../../core/api/problems.ts';
import type { TestCloud } from './test-cloud.ts';

export interface Asked {
  method?: string;
  path?: string;
  /** Sent as JSON; text and forms are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Null for none; default: the key of the cloud's own owner. */
  key?: string | null;
}

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
}

/** By default `POST /jobs` with a good key. */
export async function ask({ cloud }: TestCloud, asked: Asked): Promise<Answered> {
  const { method = 'POST', path = '/jobs', body, headers, key = cloud.info.apiKey } = asked;
  const answer = await fetch(`${cloud.info.apiUrl}${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body !== undefined &&
        !(body instanceof FormData) && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: isAsItIs(body) ? (body ?? null) : JSON.stringify(body),
    redirect: 'manual',
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/**
 * As `ask`, where many ask at once: the gateway of a slow computer may say that it is busy, in words of its
 * own, and the same is sent again. What creates something needs an Idempotency-Key. A 503 of ours has a
 * code, and stands.
 */
export async function askAgain(cloud: TestCloud, asked: Asked): Promise<Answered> {
  for (;;) {
    const answer = await ask(cloud, asked);
    if (answer.status !== 503 || 'code' in JSON.parse(answer.text)) return answer;
  }
}

function isAsItIs(body: unknown): body is string | FormData | undefined {
  return body === undefined || typeof body === 'string' || body instanceof FormData;
}

const Problem = z.strictObject({
  type: z.string().regex(/^urn:spotscribe:problem:[a-z-]+$/),
  title: z.string().min(1),
  status: z.int(),
  code: z.string(),
  detail: z.string().regex(/^[A-Z].*\.$/s, 'a sentence'),
  requestId: z.string().min(1),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string().min(1) })).optional(),
  budget: BudgetProblem.optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Checks an answer against RFC 9457 and the contract. @returns the problem, for what is its own */
export function expectProblem(answer: Answered, status: number, code: string): Problem {
  expect({ status: answer.status, text: answer.text }).toMatchObject({
    status,
    text: expect.stringContaining(`"${code}"`),
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = Problem.parse(JSON.parse(answer.text));
  expect(problem).toMatchObject({ status, code, type: `urn:spotscribe:problem:${code}` });
  expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
  return problem;
}

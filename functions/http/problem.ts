/** HTTP errors: thrown by handlers, answered as problems. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { OverBudget } from '../../core/budgets/over-budget.ts';
import { monthOf, usdOf } from '../../core/budgets/purse.ts';
import {
  PROBLEMS,
  type FieldProblem,
  type Problem,
  type ProblemCode,
} from '../../core/api/problems.ts';

/** Thrown to answer with an error. `detail` explains to the caller what is wrong and what to do. */
export class HttpProblem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[] | undefined;

  constructor(code: ProblemCode, detail: string, errors?: readonly FieldProblem[]) {
    super(detail);
    this.name = 'HttpProblem';
    this.code = code;
    this.errors = errors;
  }
}

/** With what is left. */
export function overBudget(error: OverBudget): TryLater {
  const { message, purse, leftUsd, needed, retryAfterSeconds } = error;
  const problem = new TryLater('over-budget', message, retryAfterSeconds);
  problem.budget = {
    month: monthOf(purse) ?? null,
    limitUsd: usdOf(purse.limit),
    leftUsd,
    neededUsd: usdOf(needed),
  };
  return problem;
}

type PassingProblem = 'rate-limited' | 'over-budget' | 'busy' | 'not-in-this-state';

/** A temporary problem, with Retry-After. */
export class TryLater extends HttpProblem {
  readonly seconds: number;
  budget?: Problem['budget'];

  constructor(code: PassingProblem, detail: string, seconds: number) {
    super(code, detail);
    this.name = 'TryLater';
    this.seconds = seconds;
  }
}

/** Field problems in an answer, and characters of a path: both are as long as a caller makes them. */
const MOST_SHOWN = 20;
const LONGEST_PATH = 100;

/** zod's issues as field problems with paths such as `audio.upload.bytes`; the first ones, if there are many. */
export function invalid(error: z.ZodError, where = ''): HttpProblem {
  const errors = error.issues.flatMap(fieldProblems).slice(0, MOST_SHOWN);
  const paths = [...new Set(errors.map(({ path }) => where + path))].filter(Boolean).join(', ');
  return new HttpProblem(
    'invalid',
    paths === '' ? 'The request does not have the expected shape.' : `Correct: ${paths}.`,
    errors.map(({ path, message }) => ({ path: where + path, message })),
  );
}

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const meant = issue.code === 'invalid_union' && meantOf(issue);
  if (meant) return meant.flatMap(fieldProblems).map((one) => below(issue, one));
  const at = (path: PropertyKey[]) =>
    path.map(String).join('.').slice(0, LONGEST_PATH).toWellFormed();
  if (issue.code !== 'unrecognized_keys') return [{ path: at(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({
    path: at([...issue.path, key]),
    message: 'this field is not known',
  }));
}

/** Issues of the one form that the value has the type of. */
function meantOf({ errors }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined {
  const isOther = (issues: z.core.$ZodIssue[]) =>
    issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  const left = errors.filter((issues) => !isOther(issues));
  return left.length === 1 ? left[0] : undefined;
}

function below({ path }: z.core.$ZodIssue, inner: FieldProblem): FieldProblem {
  return { ...inner, path: [...path, inner.path].filter((part) => part !== '').join('.') };
}

/** RFC 9457 answer; `requestId` is also in the request's log line. */
export function problemAnswer(
  problem: HttpProblem,
  requestId: string,
): APIGatewayProxyStructuredResultV2 {
  const [status, title] = PROBLEMS[problem.code];
  const body: Problem = {
    type: `urn:spotscribe:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    requestId,
    ...(problem.errors && { errors: [...problem.errors] }),
    ...(problem instanceof TryLater && problem.budget && { budget: problem.budget }),
  };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(status === 503 && { 'retry-after': '5' }),
      ...(problem instanceof TryLater && { 'retry-after': String(problem.seconds) }),
    },
    body: JSON.stringify(body),
  };
}

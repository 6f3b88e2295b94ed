/**
 * Wraps every handler: authentication, request parsing, problem responses, one log line and a
 * request id per answer. Handlers return a status, headers and body that their operation's
 * description allows.
 */
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Scope } from '../../core/access/api-key.ts';
import { ApiKeys } from '../../core/aws/dynamodb/api-keys.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { readConfig } from '../../core/base/config.ts';
import {
  machineOf,
  type MachineRoles,
  type SignedMachine,
} from '../../core/machines/instance-identity.ts';
import { QuotaReached } from '../../core/access/job-quota.ts';
import { OverBudget } from '../../core/budgets/over-budget.ts';
import { ShareUsedUp } from '../../core/access/owner-share.ts';
import { logError, logInfo } from '../../core/base/log.ts';
import type { AnswerOf, RequestOf, Operation } from '../../core/api/operation.ts';
import { callerOf, type Caller } from './caller.ts';
import { commonHeaders } from './headers.ts';
import { HttpProblem, overBudget, problemAnswer, TryLater } from './problem.ts';
import { readRequest } from './request.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** Throttling errors of DynamoDB, Step Functions and S3, after the SDK's own retries. */
const THROTTLED: readonly string[] = [
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'ThrottlingException',
];

type Asked<R extends Operation> = RequestOf<R> & { event: Event };

type OpenOperation = Operation & { caller: 'anyone' };
type KeyOperation = Operation & { caller: Scope };
type InstanceOperation = Operation & { caller: 'instance' };
type PersonOperation = Operation & { caller: 'person' };

/** Operation without authentication. */
export function openHandler<R extends OpenOperation, const A extends AnswerOf<R>>(
  route: R,
  handler: (request: Asked<R>) => A | Promise<A>,
) {
  return answering(async (event) =>
    toResult(await handler({ event, ...readRequest(event, route) })),
  );
}

/** Operation for API keys with its scope; the handler receives the key's owner. */
export function keyHandler<R extends KeyOperation, const A extends AnswerOf<R>>(
  route: R,
  table: JobsTable,
  handler: (request: Asked<R> & Caller) => A | Promise<A>,
) {
  const keys = new ApiKeys(table);
  const limits = readConfig(['requestsPerSecond', 'requestBurst', 'jobsPerDay']);
  return answering(async (event) => {
    const caller = await callerOf(event, route.caller, { keys, limits });
    return toResult(await handler({ event, ...caller, ...readRequest(event, route) }));
  });
}

/** Operation for our machines: API Gateway verifies the signature, the handler receives who signed. */
export function instanceHandler<R extends InstanceOperation, const A extends AnswerOf<R>>(
  route: R,
  roles: MachineRoles,
  handler: (request: Asked<R> & { machine: SignedMachine }) => A | Promise<A>,
) {
  return answering(async (event) => {
    const signedBy = SignedBy.safeParse(event.requestContext);
    const machine = signedBy.success && machineOf(signedBy.data.authorizer.iam.userArn, roles);
    if (!machine) throw new HttpProblem('missing-scope', 'Only machines of this stack may ask.');
    return toResult(await handler({ event, machine, ...readRequest(event, route) }));
  });
}

/** Operation for people: API Gateway verifies the token, the handler receives its claims. */
export function personHandler<R extends PersonOperation, const A extends AnswerOf<R>>(
  route: R,
  handler: (request: Asked<R> & { claims: Record<string, unknown> }) => A | Promise<A>,
) {
  return answering(async (event) => {
    const { data } = TokenOf.safeParse(event.requestContext);
    if (!data) {
      const detail = 'Send a token of the identity provider as "Authorization: Bearer <token>".';
      throw new HttpProblem('unauthenticated', detail);
    }
    const { claims } = data.authorizer.jwt;
    return toResult(await handler({ event, claims, ...readRequest(event, route) }));
  });
}

/** Middleware of every API function, with or without an operation. */
export function answering(handler: (event: Event) => Result | Promise<Result>) {
  return middy<Event, Result>().use(requestLog).use(problemAnswers).handler(handler);
}

/** Added by API Gateway after verifying a SigV4 signature. */
const SignedBy = z.object({ authorizer: z.object({ iam: z.object({ userArn: z.string() }) }) });

/** Added by API Gateway after verifying a token. */
const TokenOf = z.object({
  authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
});

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

function toResult({ status, headers, body }: Answer): Result {
  if (body instanceof Uint8Array) {
    const base64 = Buffer.from(body).toString('base64');
    return {
      statusCode: status,
      headers: lowerCased(headers),
      body: base64,
      isBase64Encoded: true,
    };
  }
  const isText = typeof body === 'string';
  return {
    statusCode: status,
    headers: { ...(!isText && { 'content-type': 'application/json' }), ...lowerCased(headers) },
    body: isText ? body : JSON.stringify(body),
  };
}

/** Lets a handler's own header override a common one. */
function lowerCased(headers: Answer['headers'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** Middy runs `after` and `onError` from last to first: problems, then the log. */
const problemAnswers: MiddlewareObj<Event, Result> = {
  onError: (request) => {
    const { requestId } = request.event.requestContext;
    const { error } = request;
    if (error instanceof HttpProblem) {
      request.response = problemAnswer(error, requestId);
      return;
    }
    if (error instanceof OverBudget) {
      request.response = problemAnswer(overBudget(error), requestId);
      return;
    }
    if (error instanceof QuotaReached || error instanceof ShareUsedUp) {
      const code = error instanceof QuotaReached ? 'over-budget' : 'rate-limited';
      const problem = new TryLater(code, error.message, error.retryAfterSeconds);
      request.response = problemAnswer(problem, requestId);
      return;
    }
    logError('request failed', error, { requestId, route: request.event.routeKey });
    if (error && THROTTLED.includes(error.name)) {
      const detail = 'AWS limits our rate of requests at the moment. Try again in some seconds.';
      request.response = problemAnswer(new HttpProblem('busy', detail), requestId);
      return;
    }
    const detail =
      'Something went wrong on our side. Try again; if it repeats, tell the operator the requestId.';
    request.response = problemAnswer(new HttpProblem('internal-error', detail), requestId);
  },
};

const requestLog: MiddlewareObj<Event, Result> = {
  after: (request) => finish(request.event, request.response),
  onError: (request) => finish(request.event, request.response),
};

function finish(event: Event, result: Result | null | undefined): void {
  const { requestId } = event.requestContext;
  if (result) result.headers = { ...commonHeaders(event), ...result.headers };
  logInfo('request', { requestId, route: event.routeKey, status: result?.statusCode });
}

/**
 * What every route has around its handler: who asks, a problem answer for every error, one log
 * line, and a request id in every answer. A handler returns a value and knows no HTTP beyond its
 * status and headers.
 */
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { hashApiKey, type Scope } from '../../core/api-key.ts';
import type { JobStore } from '../../core/aws/job-store.ts';
import { logError, logInfo } from '../../core/log.ts';
import { HttpProblem, problemAnswer } from './problem.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** What DynamoDB, Step Functions and S3 say when they are asked too often, after the SDK's own retries. */
const THROTTLED: readonly string[] = [
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'ThrottlingException',
];

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is a string. */
  body: unknown;
}

/** A route that anyone may call, or whose caller the gateway itself has checked (AWS_IAM). */
export function openRoute(handler: (event: Event) => Answer | Promise<Answer>) {
  return middy<Event, Result>()
    .use(requestLog)
    .use(problemAnswers)
    .handler(async (event: Event) => toResult(await handler(event)));
}

/** A route for callers with a key of the given scope; the handler is told whose key it is. */
export function keyRoute(
  scope: Scope,
  keys: Pick<JobStore, 'apiKey'>,
  handler: (event: Event, owner: string) => Promise<Answer>,
) {
  return openRoute(async (event) => handler(event, await ownerOf(event, scope, keys)));
}

async function ownerOf(event: Event, scope: Scope, keys: Pick<JobStore, 'apiKey'>) {
  const bearer = /^Bearer ([\w-]{20,200})$/i.exec(event.headers.authorization ?? '')?.[1];
  const key = bearer === undefined ? undefined : await keys.apiKey(hashApiKey(bearer));
  if (!key) {
    throw new HttpProblem(
      'unauthenticated',
      'Send a valid API key in the header "Authorization: Bearer <key>".',
    );
  }
  if (!key.scopes.includes(scope)) {
    throw new HttpProblem('missing-scope', `This key does not have the scope ${scope}.`);
  }
  return key.owner;
}

function toResult({ status, headers, body }: Answer): Result {
  const isText = typeof body === 'string';
  return {
    statusCode: status,
    headers: { ...(!isText && { 'content-type': 'application/json' }), ...headers },
    body: isText ? body : JSON.stringify(body),
  };
}

/** Middy runs `after` and `onError` from the last middleware to the first: problems, then the log. */
const problemAnswers: MiddlewareObj<Event, Result> = {
  onError: (request) => {
    const { requestId } = request.event.requestContext;
    const { error } = request;
    if (error instanceof HttpProblem) {
      request.response = problemAnswer(error, requestId);
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
  if (result)
    result.headers = { 'cache-control': 'no-store', ...result.headers, 'x-request-id': requestId };
  logInfo('request', { requestId, route: event.routeKey, status: result?.statusCode });
}

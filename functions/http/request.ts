/** Parses and validates a request by its operation's description. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { RequestOf, Operation } from '../../core/api/operation.ts';
import { HttpProblem, invalid } from './problem.ts';

/** zod's message for an absent field is about types, not the request. */
z.config({
  customError: ({ input }) => (input === undefined ? 'this field is missing' : undefined),
});

type Request = Pick<
  APIGatewayProxyEventV2,
  'body' | 'headers' | 'isBase64Encoded' | 'queryStringParameters'
>;

/** For operations without parameters; open ones ignore extra parameters, which monitors may add. */
const NO_QUERY = z.strictObject({});

/** @throws HttpProblem 415, 413, 400 or 422 */
export function readRequest<R extends Operation>(event: Request, route: R): RequestOf<R> {
  const query = route.query ?? (route.caller === 'anyone' ? undefined : NO_QUERY);
  const read: Record<keyof RequestOf<Operation>, unknown> = {
    query: query && checked(query, event.queryStringParameters ?? {}),
    headers: route.headers && checked(route.headers, named(event.headers, route.headers)),
    body: route.body && checked(route.body, jsonBody(event)),
  };
  // Each part has its schema's output type, as RequestOf is defined.
  return read as RequestOf<R>;
}

export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

/** Picks the schema's headers by name: API Gateway sends all in lower case. */
function named(headers: Request['headers'], schema: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, headers[name.toLowerCase()]]),
  );
}

/** Limit of JSON bodies; audio is uploaded elsewhere. */
const JSON_BYTES = 64 * 1024;

function jsonBody(event: Request): unknown {
  const type = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new HttpProblem(
      'unsupported-media',
      'Send the body as JSON with "Content-Type: application/json".',
    );
  }
  return readJson(bodyText(event));
}

/** @throws HttpProblem 413 or 400 */
export function readJson(text: string): unknown {
  if (Buffer.byteLength(text) > JSON_BYTES) {
    throw new HttpProblem(
      'too-large',
      `The body may have ${JSON_BYTES} bytes. Audio goes to the address that "audio.upload" gives.`,
    );
  }
  return parseJson(text);
}

function bodyText({ body, isBase64Encoded }: Request): string {
  return isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf-8') : (body ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, assertWellFormed);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new HttpProblem('malformed-json', `The body is not JSON: ${reason}.`);
  }
}

/** A lone surrogate has no UTF-8 form, so neither DynamoDB nor S3 can store it. */
function assertWellFormed(key: string, value: unknown): unknown {
  if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) {
    throw new SyntaxError('it has half of a surrogate pair');
  }
  return value;
}

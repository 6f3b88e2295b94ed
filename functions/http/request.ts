/** What a request says, parsed and checked by the description of its route. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { RequestOf, Operation } from '../../core/api/operation.ts';
import { HttpProblem, invalid } from './problem.ts';

/** zod's own words for an absent field tell of its types, not of the request. */
z.config({
  customError: ({ input }) => (input === undefined ? 'this field is missing' : undefined),
});

type Request = Pick<
  APIGatewayProxyEventV2,
  'body' | 'headers' | 'isBase64Encoded' | 'queryStringParameters'
>;

/** For routes that know no parameters; those for anyone let a monitor add what it likes. */
const NO_QUERY = z.strictObject({});

/** @throws HttpProblem 415, 413, 400 or 422 */
export function readRequest<R extends Operation>(event: Request, route: R): RequestOf<R> {
  const query = route.query ?? (route.caller === 'anyone' ? undefined : NO_QUERY);
  const read: Record<keyof RequestOf<Operation>, unknown> = {
    query: query && checked(query, event.queryStringParameters ?? {}),
    headers: route.headers && checked(route.headers, named(event.headers, route.headers)),
    body: route.body && checked(route.body, jsonBody(event)),
  };
  // Each part is what its schema gave, which is how RequestOf is defined.
  return read as RequestOf<R>;
}

export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

/** The headers of a schema, under its names: API Gateway gives all in lower case. */
function named(headers: Request['headers'], schema: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, headers[name.toLowerCase()]]),
  );
}

/** What is said in JSON fits into less; audio goes elsewhere. */
const JSON_BYTES = 64 * 1024;

function jsonBody(event: Request): unknown {
  const type = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new HttpProblem(
      'unsupported-media',
      'Send the body as JSON with "Content-Type: application/json".',
    );
  }
  const text = bodyText(event);
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

/** Half of a surrogate pair is no character: no UTF-8 can hold it, so neither can DynamoDB or S3. */
function assertWellFormed(key: string, value: unknown): unknown {
  if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) {
    throw new SyntaxError('it has half of a surrogate pair');
  }
  return value;
}

/** The body of a request, parsed and checked. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { HttpProblem, invalid } from './problem.ts';

/** zod's own words for an absent field tell of its types, not of the request. */
z.config({
  customError: ({ input }) => (input === undefined ? 'this field is missing' : undefined),
});

type Request = Pick<APIGatewayProxyEventV2, 'body' | 'headers' | 'isBase64Encoded'>;

/** The JSON body in its schema's shape. @throws HttpProblem 415, 400 or 422 */
export function jsonBody<T>(event: Request, schema: z.ZodType<T>): T {
  const type = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new HttpProblem(
      'unsupported-media',
      'Send the body as JSON with "Content-Type: application/json".',
    );
  }
  const parsed = schema.safeParse(parseJson(bodyText(event)));
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

/** Query parameters in their schema's shape. @throws HttpProblem 422 */
export function query<T>(
  event: Pick<APIGatewayProxyEventV2, 'queryStringParameters'>,
  schema: z.ZodType<T>,
): T {
  const parsed = schema.safeParse(event.queryStringParameters ?? {});
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

function bodyText({ body, isBase64Encoded }: Request): string {
  return isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf-8') : (body ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new HttpProblem('malformed-json', `The body is not JSON: ${reason}.`);
  }
}

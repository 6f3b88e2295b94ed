/** A request to the API as API Gateway hands it to a function (payload format 2.0). */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface HttpRequest {
  readonly method: string;
  /** As in serverless.yml: `/jobs/{id}`. */
  readonly template: string;
  /** With its query, if it has one: `/jobs/job-0123?wait=5`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string | undefined;
}

/**
 * Only the parts that handlers read.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(request: HttpRequest): Partial<APIGatewayProxyEventV2> {
  const { pathname, searchParams, search } = new URL(request.path, 'http://localhost');
  const { method, template, headers, body } = request;
  return {
    version: '2.0',
    routeKey: `${method} ${template}`,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    queryStringParameters: Object.fromEntries(searchParams),
    pathParameters: parametersOf(template, pathname),
    requestContext: {
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: 'invoked-here',
    } as APIGatewayProxyEventV2['requestContext'],
    body,
    isBase64Encoded: false,
  };
}

function parametersOf(template: string, pathname: string): Record<string, string> {
  const [names, values] = [template, pathname].map((text) => text.split('/'));
  return Object.fromEntries(
    (names ?? []).flatMap((name, index) =>
      name.startsWith('{') ? [[name.slice(1, -1), decodeURIComponent(values?.[index] ?? '')]] : [],
    ),
  );
}

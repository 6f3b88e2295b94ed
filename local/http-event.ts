/** A request to the API as API Gateway hands it to a function (payload format 2.0). */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface HttpRequest {
  readonly method: string;
  /** As in serverless.yml: `/jobs/{id}`. */
  readonly template: string;
  /** With its query, if it has one: `/jobs/job-0123?wait=5`. */
  readonly path: string;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | undefined;
}

/**
 * Only the parts that handlers read.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(request: HttpRequest): Partial<APIGatewayProxyEventV2> {
  const { method, template, headers, body } = request;
  const [pathname = '', query = ''] = request.path.split(/\?(.*)/s);
  const isText = typeof body === 'string' || isTextType(headers['content-type']);
  return {
    version: '2.0',
    routeKey: template === '$default' ? template : `${method} ${template}`,
    rawPath: pathname,
    rawQueryString: query,
    headers,
    ...(query !== '' && { queryStringParameters: joined(new URLSearchParams(query)) }),
    pathParameters: parametersOf(template, pathname),
    requestContext: {
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: randomUUID(),
    } as APIGatewayProxyEventV2['requestContext'],
    ...(body !== undefined && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body !== undefined && !isText,
  };
}

/** Any other body is handed over as base64, also a form. */
function isTextType(type = ''): boolean {
  const [name = ''] = type.toLowerCase().split(';');
  return /^(text\/.*|application\/(json|xml|javascript))$/.test(name.trim());
}

function joined(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  );
}

function parametersOf(template: string, pathname: string): Record<string, string> {
  const [names, values] = [template, pathname].map((text) => text.split('/'));
  return Object.fromEntries(
    (names ?? []).flatMap((name, index) =>
      name.startsWith('{') ? [[name.slice(1, -1), decoded(values?.[index] ?? '')]] : [],
    ),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no UTF-8
  }
}

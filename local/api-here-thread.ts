/** The thread of api-here.ts. Its `workerData` is the environment; it posts its URL once it listens. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { parentPort, workerData } from 'node:worker_threads';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { OPERATIONS } from '../core/api/operations.ts';
import { functionHere, type FunctionHere } from './function-here.ts';
import { functionsOfRoutes } from './functions-of-routes.ts';
import { httpEvent } from './http-event.ts';

interface Route {
  readonly method: string;
  readonly template: string;
  readonly path: RegExp;
  readonly handler: FunctionHere;
}

const environment = workerData as Record<string, string>;
const functions = functionsOfRoutes();
const routes: Route[] = [];
for (const [operation, { method, path: template }] of Object.entries(OPERATIONS)) {
  // A part of the stack that is optional has its function elsewhere, named as the operation.
  const name = functions.get(`${method} ${template}`) ?? operation;
  const path = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  routes.push({ method, template, path, handler: await functionHere(name, environment) });
}
const unknown = { template: '$default', handler: await functionHere('notFound', environment) };

const server = createServer((request, response) => {
  void answer(request, response);
});
server.listen(0, '127.0.0.1', () => {
  parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: path = '' } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, lines = []]) => [name, lines.join(', ')]),
  );
  const { template, handler } = routeOf(method, path);
  const sent = await buffer(request);
  const body = sent.length > 0 ? sent : undefined;
  try {
    const result = await handler(httpEvent({ method, template, path, headers, body }));
    const { statusCode, headers: given, ...rest } = result as APIGatewayProxyStructuredResultV2;
    response.writeHead(statusCode ?? 200, given as Record<string, string>);
    response.end(rest.body ?? '', rest.isBase64Encoded ? 'base64' : 'utf8');
  } catch {
    response.writeHead(500).end('{"message":"Internal Server Error"}'); // as API Gateway answers
  }
}

function routeOf(method: string, path: string): Pick<Route, 'template' | 'handler'> {
  const pathname = path.replace(/\?.*/s, '');
  return routes.find((route) => route.method === method && route.path.test(pathname)) ?? unknown;
}

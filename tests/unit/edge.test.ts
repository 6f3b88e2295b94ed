import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { Edge } from '../../local/edge.ts';
import { PortTaken } from '../../local/emulator.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function edgeOf(answer: RequestListener): Promise<Edge> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const edge = await Edge.start();
  ends.push(() => edge.stop());
  edge.serve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/_aws/api/$default`);
  return edge;
}

test('the API’s paths lie at its root, with their queries, bodies and headers', async () => {
  const edge = await edgeOf((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      const { authorization, host } = headers;
      response.end(
        JSON.stringify({ method, url, authorization, isOwnHost: host?.includes('127'), body }),
      );
    });
  });
  const answer = await fetch(`${edge.origin}/jobs/a%2Fb?wait=5&x=%20`, {
    method: 'POST',
    body: 'åäö'.repeat(100_000),
    headers: { authorization: 'Bearer x' },
  });
  expect(await answer.json()).toEqual({
    method: 'POST',
    url: '/_aws/api/$default/jobs/a%2Fb?wait=5&x=%20',
    authorization: 'Bearer x',
    isOwnHost: true,
    body: 'åäö'.repeat(100_000),
  });
});

test('an answer comes as it is: a redirect elsewhere, its headers, compressed bytes', async () => {
  const edge = await edgeOf((_, response) => {
    response.writeHead(303, [
      ...['location', 'http://127.0.0.1:1/bucket/key?X-Amz-Signature=1'],
      ...['set-cookie', 'a=1', 'set-cookie', 'b=2', 'etag', 'W/"x"'],
    ]);
    response.end();
  });
  const answer = await fetch(edge.origin, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('http://127.0.0.1:1/bucket/key?X-Amz-Signature=1');
  expect(answer.headers.get('etag')).toBe('W/"x"');
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('the first bytes of an answer do not wait for the last', async () => {
  let finish = () => undefined as unknown;
  const edge = await edgeOf((_, response) => {
    response.write('first');
    finish = () => response.end('last');
  });
  const answer = await fetch(edge.origin);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async (): Promise<string | undefined> => (await reader?.read())?.value;
  expect(await next()).toBe('first');
  finish();
  expect(await next()).toBe('last');
});

test('before there is an API, and after its end, the answer says so', async () => {
  const edge = await Edge.start();
  ends.push(() => edge.stop());
  expect((await fetch(edge.origin)).status).toBe(503);
  edge.serve('http://127.0.0.1:1/');
  expect((await fetch(edge.origin)).status).toBe(502);
});

test('a port that another program has is refused', async () => {
  const edge = await Edge.start();
  ends.push(() => edge.stop());
  await expect(Edge.start(Number(new URL(edge.origin).port))).rejects.toThrow(PortTaken);
});

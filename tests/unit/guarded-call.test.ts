import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { AddressGuard, type Resolve } from '../../core/base/address-guard.ts';
import {
  CallFailed,
  guardedCall,
  type Answer,
  type Calling,
} from '../../core/base/guarded-call.ts';
import { send } from '../../core/webhooks/webhook.ts';
import {
  BROKEN,
  flooding,
  RawServer,
  saying,
  SLOW,
  stalling,
  type Behaviour,
} from '../support/raw-server.ts';

/** For servers that answer or end by themselves: no test comes near it. */
const LONG_MS = 60_000;
/** For servers that would wait for ever. */
const SHORT_MS = 40;
const OK = 'HTTP/1.1 200 OK\r\n';

const servers: RawServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serverThat(behaviour: Behaviour): Promise<RawServer> {
  const server = await new RawServer(behaviour).listen();
  servers.push(server);
  return server;
}

interface Asking extends Partial<Calling> {
  body?: string;
  use?: (answer: Answer) => unknown;
}

async function callTo(behaviour: Behaviour, asking: Asking = {}): Promise<unknown> {
  const { host } = await serverThat(behaviour);
  const { use = ({ status }: Answer) => status, body, ...calling } = asking;
  return guardedCall(
    { url: `http://${host}/`, method: 'POST', headers: {}, body },
    { guard: new AddressGuard([host]), answerMs: LONG_MS, ...calling },
    use,
  );
}

/** All bytes of a body as text. */
function read({ mostBytes = 1000, silenceMs = LONG_MS } = {}) {
  return async (answer: Answer): Promise<string> => {
    const pieces: Buffer[] = [];
    for await (const piece of answer.body({ mostBytes, silenceMs })) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
}

async function failureOf(call: Promise<unknown>): Promise<CallFailed> {
  const error: unknown = await call.then(
    (value) => new Error(`it answered ${String(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof CallFailed)) throw error;
  return error;
}

describe('a call whose server answers with', () => {
  test.each(Object.entries(BROKEN))('%s fails, with a code', async (_what, behaviour) => {
    const { code, message } = await failureOf(callTo(behaviour));
    expect(code).toMatch(/^[A-Z][A-Za-z_]+$/);
    expect(message).not.toContain('127.0.0.1');
  });

  test.each(Object.entries(SLOW))('%s fails within its limit', async (_what, behaviour) => {
    expect(await failureOf(callTo(behaviour, { answerMs: SHORT_MS }))).toMatchObject({
      code: 'TimedOut',
    });
  });

  test.each([
    ['101 and the end', saying('HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'), 101],
    [
      '101 and a wait',
      stalling('HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      101,
    ],
    ['101 without a protocol', stalling('HTTP/1.1 101 Switching Protocols\r\n\r\n'), 101],
    ['a status of 000', saying('HTTP/1.1 000 x\r\n\r\n'), 0],
    ['a status of 999', saying('HTTP/1.1 999 \xff\r\n\r\n'), 999],
    ['a body without end', flooding(`${OK}\r\n`, 'x'.repeat(10_000)), 200],
    ['a length that never comes', stalling(`${OK}Content-Length: 99\r\n\r\n`), 200],
    ['two responses', saying(`${OK}Content-Length: 0\r\n\r\nHTTP/1.1 500 x\r\n\r\n`), 200],
    ['some interim responses', saying(`${'HTTP/1.1 103 x\r\n\r\n'.repeat(3)}${OK}\r\n`), 200],
    ['a redirect', saying('HTTP/1.1 307 T\r\nLocation: http://127.0.0.1/\r\n\r\n'), 307],
  ])('%s has its status, and the connection is closed', async (_what, behaviour, status) => {
    let closed: Promise<unknown> | undefined;
    const noticing = (socket: Socket, path: string) => {
      closed = new Promise((done) => socket.on('close', done));
      behaviour(socket, path);
    };
    expect(await callTo(noticing)).toBe(status);
    await closed;
  });

  test('any bytes settles', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            ...['HTTP/1.1 ', '200', '101', '000', ' OK', '\r\n', '\r\n\r\n', 'Upgrade: x', '0'],
            ...['Connection: upgrade', 'Transfer-Encoding: chunked', 'Content-Length: ', ':', '\0'],
          ),
          { maxLength: 12 },
        )
        .map((parts) => Buffer.from(parts.join(''))),
    );
    let next: Uint8Array = Buffer.of();
    const { host } = await serverThat((socket) => socket.end(next));
    const guard = new AddressGuard([host]);
    const call = { url: `http://${host}/`, method: 'GET', headers: {} } as const;
    await fc.assert(
      fc.asyncProperty(bytes, async (said) => {
        next = said;
        const text = guardedCall(call, { guard, answerMs: LONG_MS }, read());
        const error: unknown = await text.then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error !== undefined) expect(error).toBeInstanceOf(CallFailed);
      }),
    );
  });
});

describe('a body', () => {
  const chunked = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

  test.each([
    ['of a stated length', saying(`${OK}Content-Length: 5\r\n\r\nhello`)],
    ['in chunks', saying(`${chunked}2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`)],
    ['up to the end of the connection', saying(`${OK}\r\nhello`)],
  ])('%s is read', async (_what, behaviour) => {
    expect(await callTo(behaviour, { use: read() })).toBe('hello');
  });

  test.each([
    ['cut off', saying(`${OK}Content-Length: 50\r\n\r\nhello`)],
    ['cut off between chunks', saying(`${chunked}2\r\nhe\r\n`)],
    ['with a chunk that is none', saying(`${chunked}xyz\r\n`)],
    [
      'with trailers without end',
      flooding(`${chunked}0\r\n`, 'X-A: yyyyyyyyyyyyyy\r\n'.repeat(99)),
    ],
    ['reset', (socket: Socket) => socket.write(`${OK}\r\nhel`, () => socket.resetAndDestroy())],
  ])('%s fails', async (_what, behaviour) => {
    await failureOf(callTo(behaviour, { use: read() }));
  });

  test.each([
    ['that says so', flooding(`${OK}Content-Length: 99999\r\n\r\n`, 'x'.repeat(300))],
    ['that does not say so', flooding(`${OK}\r\n`, 'x'.repeat(300))],
    ['in chunks', flooding(chunked, '1\r\nx\r\n'.repeat(100))],
  ])('over its limit %s fails', async (_what, behaviour) => {
    const failure = await failureOf(callTo(behaviour, { use: read() }));
    expect(failure.code).toBe('TooManyBytes');
  });

  test.each([
    ['from the start', stalling(`${OK}\r\n`)],
    ['midway', stalling(`${OK}Content-Length: 50\r\n\r\nhello`)],
    ['before its last chunk', stalling(`${chunked}2\r\nhe\r\n`)],
  ])('that is silent %s fails within its limit', async (_what, behaviour) => {
    const use = read({ silenceMs: SHORT_MS });
    expect((await failureOf(callTo(behaviour, { use }))).code).toBe('SilentConnection');
  });
});

describe('a caller who stops', () => {
  const gone = new Error('the caller has gone');

  test.each([
    ['before the call', undefined],
    ['before the response', 'HTTP/1.1 2'],
  ])('%s gets the reason', async (_when, said) => {
    const stop = new AbortController();
    if (said === undefined) stop.abort(gone);
    const behaviour: Behaviour = (socket) => socket.write(said ?? '', () => stop.abort(gone));
    await expect(callTo(behaviour, { signal: stop.signal })).rejects.toBe(gone);
    if (said === undefined) expect(servers.at(-1)?.heard).toEqual([]);
  });

  test('in the middle of the body gets the reason', async () => {
    const stop = new AbortController();
    const use = async (answer: Answer) => {
      for await (const _ of answer.body({ mostBytes: 1000, silenceMs: LONG_MS })) stop.abort(gone);
    };
    const call = callTo(stalling(`${OK}\r\nhello`), { use, signal: stop.signal });
    await expect(call).rejects.toBe(gone);
  });

  test('while the name is looked up gets the reason: it may take for ever', async () => {
    const stop = new AbortController();
    const resolve: Resolve = () => stop.abort(gone);
    const call = guardedCall(
      { url: 'https://slow.example/', method: 'GET', headers: {} },
      { guard: new AddressGuard([], resolve), answerMs: LONG_MS, signal: stop.signal },
      () => undefined,
    );
    await expect(call).rejects.toBe(gone);
  });
});

test('a name that is not resolved in time fails', async () => {
  const call = guardedCall(
    { url: 'https://slow.example/', method: 'GET', headers: {} },
    { guard: new AddressGuard([], () => undefined), answerMs: SHORT_MS },
    () => undefined,
  );
  expect((await failureOf(call)).code).toBe('TimedOut');
});

test('a request that the server does not read fails within its limit', async () => {
  const body = 'x'.repeat(20_000_000);
  const call = callTo((socket) => socket.pause(), { body, answerMs: SHORT_MS });
  expect((await failureOf(call)).code).toBe('TimedOut');
});

describe('a webhook', () => {
  const sendTo = async (behaviour: Behaviour, answerMs = LONG_MS) => {
    const { host } = await serverThat(behaviour);
    const message = { url: `http://${host}/`, body: '{}', headers: {} };
    return send(message, new AddressGuard([host]), answerMs);
  };

  test('whose receiver switches protocols has failed', async () => {
    const switching = 'HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n';
    expect(await sendTo(stalling(switching))).toEqual({ status: 101, retryAfter: undefined });
  });

  test('whose receiver is silent has failed within its limit', async () => {
    await failureOf(sendTo(stalling(''), SHORT_MS));
  });
});

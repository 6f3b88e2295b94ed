/**
 * HTTP client for addresses that strangers choose. A call settles within its limits whatever the
 * server does, and its connection is closed by then. The guard checks the address, and the one that
 * is connected to. Redirects are not followed: each hop is a call of its own.
 */
import http, {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import https from 'node:https';
import { AddressRefused, type AddressGuard } from './address-guard.ts';

/** Status line and header fields together; more is HPE_HEADER_OVERFLOW. */
const MAX_HEADER_BYTES = 16 * 1024;
/** 1xx responses before the final one; a server needs one or two. */
const MAX_INTERIM_RESPONSES = 10;

/**
 * Thrown for a call without a usable response. `code` is Node's (ECONNRESET, HPE_HEADER_OVERFLOW,
 * CERT_HAS_EXPIRED) or one of ours. The message does not contain the address, which may hold secrets.
 */
export class CallFailed extends Error {
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`The call failed: ${code}.`, { cause });
    this.name = 'CallFailed';
    this.code = code;
  }
}

/** No final response in time. */
const TIMED_OUT = 'TimedOut';
/** A body without data for too long. */
const SILENT = 'SilentConnection';
export const TOO_MANY_BYTES = 'TooManyBytes';
const TOO_MANY_INTERIM_RESPONSES = 'TooManyInterimResponses';
const CLOSED = 'ConnectionClosed';

export interface Call {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

export interface Calling {
  guard: AddressGuard;
  /** From the start to the last header of the final response, in milliseconds. */
  answerMs: number;
  /** Ends the call with the signal's reason. */
  signal?: AbortSignal;
}

interface BodyLimits {
  mostBytes: number;
  /** Longest wait for data, in milliseconds. */
  silenceMs: number;
}

export interface Answer {
  /** As sent, hence any three digits. 101 as well: its connection is closed at once. */
  status: number;
  headers: IncomingHttpHeaders;
  /** @throws CallFailed, or the signal's reason */
  body(limits: BodyLimits): AsyncGenerator<Buffer>;
}

/**
 * @param use reads the answer; the connection is closed after it
 * @throws AddressRefused, CallFailed, or the signal's reason
 */
export async function guardedCall<T>(
  call: Call,
  { guard, answerMs, signal = new AbortController().signal }: Calling,
  use: (answer: Answer) => T | Promise<T>,
): Promise<T> {
  const url = guard.check(call.url);
  signal.throwIfAborted();
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method: call.method,
    headers: call.headers,
    agent: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    ...(guard.isVouchedFor(url) ? {} : { lookup: guard.lookup }),
  });
  let broken: Error | undefined;
  request.on('error', (error) => (broken ??= asFailure(error)));
  try {
    const response = await within(answerTo(request, call.body), {
      ms: answerMs,
      signal,
      late: TIMED_OUT,
    });
    return await use({
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: (limits) => pieces(response, limits, { signal, breakage: () => broken }),
    });
  } finally {
    request.destroy();
  }
}

/** Settles with the final response, or at the latest when the connection closes. */
function answerTo(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((answered, failed) => {
    let interim = 0;
    request.on('response', answered);
    // Without a listener, Node closes the connection after a 101 and reports neither end nor error.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      answered(response);
    });
    request.on('information', () => {
      interim += 1;
      if (interim > MAX_INTERIM_RESPONSES) failed(new CallFailed(TOO_MANY_INTERIM_RESPONSES));
    });
    request.on('error', (error) => failed(asFailure(error)));
    request.on('close', () => failed(new CallFailed(CLOSED)));
    request.end(body);
  });
}

/** Counts bytes itself: a body may exceed its Content-Length. */
async function* pieces(
  response: IncomingMessage,
  { mostBytes, silenceMs }: BodyLimits,
  { signal, breakage }: { signal: AbortSignal; breakage: () => Error | undefined },
): AsyncGenerator<Buffer> {
  const iterator = response.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let bytes = 0;
  for (;;) {
    const next = await within(nextOf(iterator), { ms: silenceMs, signal, late: SILENT });
    if (next.done === true) break;
    bytes += next.value.length;
    if (bytes > mostBytes) throw new CallFailed(TOO_MANY_BYTES);
    yield next.value;
  }
  // To Node, a reset connection is the regular end of a body without a length.
  const broken = breakage();
  if (broken) throw broken;
}

async function nextOf(iterator: AsyncIterator<Buffer>): Promise<IteratorResult<Buffer>> {
  try {
    return await iterator.next();
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): Error {
  if (error instanceof AddressRefused) return error;
  const named = error instanceof Error ? error.name : 'unknown error';
  const hasCode = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return new CallFailed(hasCode ? String(error.code) : named, error);
}

interface Within {
  ms: number;
  signal: AbortSignal;
  /** Code of the failure after `ms`. */
  late: string;
}

/** Does not rely on `work` to settle. */
function within<T>(work: Promise<T>, { ms, signal, late }: Within): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      over();
      reject(error);
    };
    const abort = () => fail(signal.reason as Error);
    const timer = setTimeout(() => fail(new CallFailed(late)), ms);
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    work.then((result) => {
      over();
      resolve(result);
    }, fail);
  });
}

/** Sends a file to its signed address, in one request and as a stream. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

export interface Put {
  /** Its path. */
  file: string;
  bytes: number;
  url: string;
  headers: Readonly<Record<string, string>>;
}

export interface Putting {
  signal: AbortSignal;
  /** Called for each piece that was handed to the network. */
  onBytes: (bytes: number) => void;
}

export interface PutAnswer {
  status: number;
  /** S3's word for what is wrong: `BadDigest`; empty if there is none. */
  code: string;
}

/** Thrown when the file is shorter than it was when its address was asked for. */
export class FileShrank extends Error {
  override name = 'FileShrank';
}

/** Without a byte in this time the connection is given up. */
const SILENCE_MS = 60_000;

/** @throws FileShrank, and what the network or the file system says */
export async function putFile(put: Put, { signal, onBytes }: Putting): Promise<PutAnswer> {
  const { request: begin } = put.url.startsWith('https:') ? https : http;
  const request = begin(put.url, { method: 'PUT', headers: { ...put.headers }, signal });
  request.setTimeout(SILENCE_MS, () => request.destroy(new Error('the connection is silent')));
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  const body = createReadStream(put.file, { end: put.bytes - 1, signal });
  const counted = async function* (source: AsyncIterable<Buffer>) {
    let sent = 0;
    for await (const piece of source) {
      sent += piece.length;
      onBytes(piece.length);
      yield piece;
    }
    if (sent < put.bytes) throw new FileShrank('the file is shorter than it was');
  };
  // Its failure ends the request, which then tells the same; after an early answer it says nothing new.
  const sending = pipeline(body, counted, request).catch(() => undefined);
  try {
    const [answer] = await answered;
    const said = await text(answer);
    const status = answer.statusCode ?? 0;
    return { status, code: /<Code>(\w+)</.exec(said)?.[1] ?? '' };
  } finally {
    body.destroy();
    request.destroy();
    await sending;
  }
}

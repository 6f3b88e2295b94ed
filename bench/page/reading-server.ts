/** The built page, and of the API what its reading view asks: nothing but the page is measured. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pageOfTranscript } from '../../core/transcript/transcript-page.ts';
import { buildPage, type BuiltPage } from '../../deploy/page-build.ts';
import type { LongTranscript } from './long-transcript.ts';

const JOB_ID = 'job-0123456789abcdef01234567';

export interface ReadingServer extends AsyncDisposable {
  readonly url: string;
  readonly jobId: string;
}

/** On a free port of this computer, until it is disposed of. */
export async function serveReading(transcript: LongTranscript): Promise<ReadingServer> {
  const page = await buildPage();
  let versions = 0;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
    if (request.method === 'POST') {
      versions += 1;
      const at = new Date().toISOString();
      json(response, 201, { version: versions, at, by: { name: 'bench' } });
    } else if (pathname.startsWith(`/jobs/${JOB_ID}`)) {
      const after = Number(searchParams.get('after') ?? 0);
      const answer = answerTo(pathname.slice(`/jobs/${JOB_ID}`.length), transcript, after);
      json(response, answer === undefined ? 404 : 200, answer ?? { code: 'not-found', detail: '' });
    } else file(response, page, pathname);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}/`, jobId: JOB_ID },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function answerTo(path: string, { segments, words }: LongTranscript, after: number): unknown {
  const durationSeconds = segments.at(-1)?.end ?? 0;
  if (path === '/transcript') return pageOfTranscript({ segments, words, durationSeconds }, after);
  if (path === '/edits') return { version: 0, versions: [], more: false };
  if (path !== '') return undefined;
  return {
    ...{ jobId: JOB_ID, status: 'completed', language: 'sv', createdAt: new Date().toISOString() },
    audio: { source: 'upload', filename: 'long.wav', bytes: 1, durationSeconds },
    result: { transcript: {} },
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function file(response: ServerResponse, { index, files }: BuiltPage, pathname: string): void {
  const found = files.find(({ name }) => pathname === `/assets/${name}`);
  response.writeHead(200, { 'content-type': found?.type ?? 'text/html; charset=utf-8' });
  response.end(found?.content ?? index);
}

/** The routes of a serving machine's HTTP server. */
import type { IncomingMessage } from 'node:http';
import { transcriptionOf } from '../../../core/api/openai.ts';
import type { S3Object } from '../../../core/audio/audio.ts';
import { CONTENT_TYPES, render } from '../../../core/transcript/subtitles.ts';
import { TRANSCRIPT_FORMATS } from '../../../core/transcript/transcript.ts';
import { documentPlaces } from './document-places.ts';
import { ServerProblem } from './problem.ts';
import {
  assertReady,
  received,
  transcribed,
  type Answer,
  type Caller,
  type Route,
  type Routing,
} from './routing.ts';
import { readS3Request, readTranscribeForm, readTranscriptionForm } from './transcribe-requests.ts';
import { audioBytesAllowed } from './upload.ts';

const JSON_BYTES = 64 * 1024;
const JSON_TYPE = 'application/json';

/** By method and path. */
export function routesOf(of: Routing): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    ['GET /health', () => Promise.resolve(health(of))],
    ['GET /metrics', async () => ({ status: 200, ...(await of.metrics()) })],
    ['POST /transcribe', (request, { signal }) => transcribe(of, request, signal)],
    ['POST /v1/audio/transcriptions', (request, { signal }) => transcription(of, request, signal)],
    ['POST /hybrid', (request, caller) => transcribeAndAnalyse(of, request, caller)],
    ['POST /transcribe-s3', (request, { signal }) => transcribeS3(of, request, signal)],
  ]);
}

function health(of: Routing): Answer {
  const shown = of.status();
  return json(shown, shown.ready ? 200 : 503);
}

async function transcribe(
  of: Routing,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Answer> {
  assertReady(of);
  return of.work.hold(async (held) => {
    const options = readTranscribeForm(await received(of, request, { held, signal }), of.models);
    const { transcript } = await transcribed(of, held, { options, signal });
    return json(transcript);
  });
}

async function transcription(
  of: Routing,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Answer> {
  assertReady(of);
  return of.work.hold(async (held) => {
    const form = await received(of, request, { held, signal });
    const { options, format, ...asked } = readTranscriptionForm(form, of.models);
    const made = await transcribed(of, held, { options, signal });
    if (format === 'srt' || format === 'vtt') return text(render(made, format), format);
    if (format === 'text') return text(`${made.transcript.text}\n`, 'txt');
    return json(transcriptionOf(made.transcript, { ...asked, format }));
  });
}

async function transcribeS3(
  of: Routing,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Answer> {
  const { s3 } = of;
  if (!s3) {
    throw new ServerProblem(
      'no-bucket-rights',
      'An instance of a pool has no right to any bucket. Create a job with audio.s3 (POST /jobs), or send this to a box of your own (npm run worker).',
    );
  }
  assertReady(of);
  const body = await jsonBody(request);
  return of.work.hold(async (held) => {
    const asked = readS3Request(body, of.models);
    const places = documentPlaces(asked.s3_input_path, asked.s3_output_path);
    const maxBytes = audioBytesAllowed(held.folder, of.config.server.maxAudioBytes);
    await s3.fetch(asked.s3_input_path, { file: held.audio, maxBytes, signal });
    const made = await transcribed(of, held, { options: asked.options, signal });
    const put = TRANSCRIPT_FORMATS.map((format) =>
      s3.put(places[format], render(made, format), CONTENT_TYPES[format]),
    );
    await Promise.all(put);
    const { durationSeconds, language, segments } = made.transcript;
    const documents = TRANSCRIPT_FORMATS.map((format) => [format, shown(places[format])]);
    return json({
      documents: Object.fromEntries(documents) as Record<string, string>,
      ...{ durationSeconds, language, segments: segments.length },
    });
  });
}

/** Its code is loaded with the first such request. */
async function transcribeAndAnalyse(of: Routing, request: IncomingMessage, caller: Caller) {
  assertReady(of);
  const { hybrid } = await import('./hybrid.ts');
  return hybrid(of, request, caller);
}

/** @throws ServerProblem unsupported-media, too-large */
async function jsonBody(request: IncomingMessage): Promise<string> {
  // A page of another origin cannot send this type without being asked for it.
  if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== JSON_TYPE) {
    const message = `Send the body as JSON with "Content-Type: ${JSON_TYPE}".`;
    throw new ServerProblem('unsupported-media', message);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > JSON_BYTES) {
      throw new ServerProblem('too-large', `The body may have ${JSON_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function json(body: unknown, status = 200): Answer {
  return { status, contentType: JSON_TYPE, body: JSON.stringify(body) };
}

function text(body: string, format: 'txt' | 'srt' | 'vtt'): Answer {
  return { status: 200, contentType: CONTENT_TYPES[format], body };
}

function shown({ bucket, key }: S3Object): string {
  return `s3://${bucket}/${key}`;
}

/** Inputs of the API whose size a caller, or a long job, decides. */
import { createJobOperation } from '../../core/api/operations/create-job.ts';
import { createTranscriptionOperation } from '../../core/api/operations/create-transcription.ts';
import type { Listing } from '../../core/aws/s3/object-lister.ts';
import { partKey } from '../../core/job/work-order.ts';
import { giveBack, reserve, type SlotLine } from '../../core/machines/spot/launch-budget.ts';
import { latestProgress, type SeenProgress } from '../../core/steps/attempts/read-parts.ts';
import { render } from '../../core/transcript/subtitles.ts';
import { transcriptSoFar, type TranscriptPart } from '../../core/transcript/transcript.ts';
import { readForm } from '../../functions/http/form.ts';
import { readRequest } from '../../functions/http/request.ts';
import type { Work } from './growth.ts';

/**
 * Sizes are large enough for the collection of garbage, which begins with them and would look like
 * growth.
 */
interface Case {
  what: string;
  from: number;
  doublings: number;
  work: Work;
}

/** Eight times that fits into the largest body that is read, 64 kB. */
const JSON_FROM = 500;

export const CASES: readonly Case[] = [
  form('fields of a form, with one name', (size) => part('model', 'x').repeat(size), 2000),
  form('fields of a form, with a name each', (size) => parts(size, (nth) => `f${nth}`), 2000),
  form(
    'items of a list in a form',
    (size) => part('timestamp_granularities[]', 'word').repeat(size),
    2000,
  ),
  form('bytes of a field', (size) => part('prompt', 'x'.repeat(size)), 250_000),
  form("bytes of a field's name", (size) => part('x'.repeat(size), 'x'), 500_000),
  form('line breaks in a field', (size) => part('prompt', '\r\n--'.repeat(size)), 60_000),
  json('unknown fields of a job', (size) => object(size, (nth) => [`f${nth}`, nth])),
  json('notes of a job', (size) => ({ metadata: object(size, (nth) => [`n${nth}`, 'x']) })),
  json('formats of a job', (size) => ({ formats: Array<string>(size).fill('srt') })),
  json('digits of a deadline', (size) => ({
    deadline: `2030-01-01T00:00:00.${'1'.repeat(size)}Z`,
  })),
  json('characters of a language', (size) => ({ language: 'x'.repeat(size) })),
  json('depth of an object', (size) => ({ analysis: nested(size) })),
  {
    what: 'parts of a job, looked at as they come',
    from: 500,
    doublings: 3,
    work: (size) => () => watch(size),
  },
  {
    what: 'parts of a transcript so far',
    from: 1000,
    doublings: 3,
    work: (size) => {
      const all = Array.from({ length: size }, (_, nth) => aPart(nth + 1));
      const job = { jobId: 'job-0123456789abcdef01234567', model: 'm' };
      return () => render(transcriptSoFar(job, all), 'json');
    },
  },
  {
    what: 'jobs that wait for their launch',
    from: 2000,
    doublings: 3,
    work: (size) => () => launches(size),
  },
];

function form(what: string, bodyOf: (size: number) => string, from: number): Case {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  return {
    what,
    from,
    doublings: 3,
    work: (size) => {
      const body = Buffer.from(`${bodyOf(size)}--b--\r\n`).toString('base64');
      const event = { body, headers, isBase64Encoded: true };
      return () => readForm(event, createTranscriptionOperation.form).catch(refused);
    },
  };
}

function part(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

function parts(size: number, nameOf: (nth: number) => string): string {
  return Array.from({ length: size }, (_, nth) => part(nameOf(nth), 'x')).join('');
}

function json(what: string, fieldsOf: (size: number) => object): Case {
  const headers = { 'content-type': 'application/json' };
  return {
    what,
    from: JSON_FROM,
    doublings: 3,
    work: (size) => {
      const audio = { upload: { filename: 'a.wav', bytes: 9 } };
      const body = JSON.stringify({ audio, ...fieldsOf(size) });
      const event = { body, headers, isBase64Encoded: false };
      return () => {
        try {
          readRequest(event, createJobOperation);
        } catch (error) {
          refused(error);
        }
      };
    },
  };
}

/** The refusal is the work; any other error is one of ours. */
function refused(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'HttpProblem') throw error;
}

function object(size: number, entry: (nth: number) => [string, unknown]): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: size }, (_, nth) => entry(nth)));
}

function nested(depth: number): object {
  return JSON.parse(`${'{"a":'.repeat(depth)}{}${'}'.repeat(depth)}`) as object;
}

/** A client that waits again and again, while a part comes each time. */
async function watch(size: number): Promise<void> {
  const of = { jobId: 'job-0123456789abcdef01234567', attempt: 1 };
  const keys: string[] = [];
  const text = JSON.stringify(aPart(1));
  const objects = {
    // S3 finds the first key by its index.
    list: (_bucket: string, _prefix: string, { after }: Listing = {}) => {
      const found = keys.slice(after === undefined ? 0 : keys.lastIndexOf(after) + 1);
      return Promise.resolve(found.map((key) => ({ key, bytes: text.length })));
    },
    text: () => Promise.resolve(text),
  };
  let seen: SeenProgress | undefined;
  for (let nth = 1; nth <= size; nth += 1) {
    keys.push(partKey(of, nth));
    seen = await latestProgress(of, { objects, bucket: 'results' }, seen);
  }
}

function aPart(number: number): TranscriptPart {
  const [start, end] = [10 * number, 10 * number + 10];
  const words = Array.from({ length: 20 }, (_, nth) => ({
    start: start + nth / 2,
    end: start + nth / 2 + 0.4,
    word: ' ord',
    probability: 0.9,
  }));
  return {
    part: number,
    before: { segments: number - 1, words: 20 * (number - 1), cues: number - 1 },
    segments: [{ id: number, start, end, text: 'ord '.repeat(20), confidence: 0.9, flags: [] }],
    words,
    cues: [{ start, end, lines: ['ord ord ord'] }],
    transcribedSeconds: end,
    durationSeconds: null,
    fraction: 0,
  };
}

/** Reserves a slot for each; every tenth is given back. */
function launches(size: number): void {
  const budget = { burst: 5, perSecond: 2 };
  let line: SlotLine | undefined;
  for (let nth = 0; nth < size; nth += 1) {
    const { turnAt, line: after } = reserve(line, 0, budget);
    line = nth % 10 === 0 ? giveBack(after, turnAt, 0) : after;
  }
}

/**
 * POST /v1/audio/transcriptions : holds the request until the job has ended, within the gateway's
 * limit and if a long-poll slot is free.
 */
import { readConfig } from '../../core/base/config.ts';
import type { Job } from '../../core/job/job.ts';
import { isFinal } from '../../core/job/job-status.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { LongPollSlots } from '../../core/aws/dynamodb/long-poll-slots.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import {
  heardFor,
  modelNamed,
  openAiErrorOf,
  transcriptionOf,
  type AskedTranscription,
  type ResponseFormat,
} from '../../core/api/openai.ts';
import type { AnswerOf } from '../../core/api/operation.ts';
import { createTranscriptionOperation } from '../../core/api/operations/create-transcription.ts';
import { awaitEnd } from '../../core/steps/requests/await-end.ts';
import { transcribeSent } from '../../core/steps/requests/transcribe-sent.ts';
import { CONTENT_TYPES } from '../../core/transcript/subtitles.ts';
import { Transcript, type TranscriptFormat } from '../../core/transcript/transcript.ts';
import { transcriptKey } from '../../core/job/work-order.ts';
import { readForm } from '../http/form.ts';
import { likeOpenAi, unknownModel } from '../http/openai.ts';
import { logged } from '../http/logged-read.ts';
import { HttpProblem } from '../http/problem.ts';
import { moneyOf } from '../http/money.ts';
import { refusedAsProblem } from '../http/refusals.ts';
import { keyHandler } from '../http/handler.ts';

type Answer = AnswerOf<typeof createTranscriptionOperation>;

const config = readConfig([
  'jobsTable',
  'audioBucket',
  'models',
  'resultsBucket',
  'stateMachineArn',
  'instanceTypes',
  'region',
  'maxAudioSeconds',
  'holdSeconds',
  'holdPlaces',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectReader();
const log = new AccessLog(table);
const places = new LongPollSlots(table, config.holdPlaces);
const results = new ResultCache(table);
const using = {
  ...config,
  jobs,
  objects,
  results,
  writer: new ObjectWriter(),
  workflow: new Workflow(),
  money: moneyOf(table),
};

/**
 * Retry-After in seconds. OpenAI's clients retry twice by themselves and honour up to a minute:
 * three requests of 25 s and two pauses make three minutes, and a machine boots in one pause.
 */
const PAUSES = { machineBoots: 2 * config.holdSeconds, machineWorks: config.holdSeconds };

export const handler = likeOpenAi(
  keyHandler(createTranscriptionOperation, table, async ({ event, owner, keyId, jobQuota }) => {
    const until = Date.now() + config.holdSeconds * 1000;
    const form = await readForm(event, createTranscriptionOperation.form);
    const model = modelNamed(form.model, config.models);
    if (!model) throw unknownModel(form.model, config.models);
    const granularities = form['timestamp_granularities[]'];
    const { file, language, response_format: format } = form;
    const words = format === 'verbose_json' && granularities.includes('word');
    const heard = heardFor(form);
    const options = { language, model, words, channels: 'mix', ...heard.options } as const;
    const sent = { filename: file.name, content: await file.bytes(), options };
    const asked = { ...sent, owner, jobQuota, force: false };
    const job = await transcribeSent(asked, using).catch(refusedAsProblem);
    const ended = isFinal(job.status) ? job : await awaited(job, until);
    if (ended.status === 'failed' || ended.status === 'cancelled') throw failed(ended);
    if (ended.status !== 'completed') return later(ended);
    const answer = await transcript(ended, { format, granularities, refused: heard.refused });
    const read = { jobId: ended.jobId, what: 'transcript', format } as const;
    return logged(answer, { owner, who: { key: keyId }, ...read }, log);
  }),
);

/** The job at its end, if that comes in time and a slot is free. */
async function awaited(job: Job, until: number): Promise<Job> {
  return (await places.hold(job.owner, until, () => awaitEnd(job, until, jobs))) ?? job;
}

/** Not a 5xx, which clients would retry with the same result. */
function failed({ error, status }: Job): HttpProblem {
  return new HttpProblem('job-failed', error?.message ?? `The job is ${status}.`);
}

function later({ jobId, status }: Job): Answer {
  const pause = status === 'processing' ? PAUSES.machineWorks : PAUSES.machineBoots;
  const message = `The job ${jobId} is ${status}. Send the same request again to have its transcript.`;
  const error = { message, type: 'server_error', param: null, code: 'busy' };
  return { status: 503, headers: { 'Retry-After': String(pause) }, body: openAiErrorOf(error) };
}

async function transcript(
  { jobId }: Job,
  asked: Omit<AskedTranscription, 'format'> & { format: ResponseFormat },
): Promise<Answer> {
  const { format } = asked;
  if (format === 'srt' || format === 'vtt') {
    return text(await document(jobId, format), CONTENT_TYPES[format]);
  }
  const made = readable(await document(jobId, 'json'));
  if (format === 'text') return text(`${made.text}\n`, CONTENT_TYPES.txt);
  return { status: 200, body: transcriptionOf(made, { ...asked, format }) };
}

/** A newer machine image may write fields that this function does not know. */
function readable(json: string): Transcript {
  try {
    return Transcript.strip().parse(JSON.parse(json));
  } catch {
    throw new HttpProblem(
      'not-found',
      'The machine of this job wrote no readable transcript. Create a job with force to have the audio transcribed again.',
    );
  }
}

function text(body: string, contentType: string): Answer {
  return { status: 200, headers: { 'content-type': contentType }, body };
}

async function document(jobId: string, format: TranscriptFormat): Promise<string> {
  const place = { bucket: config.resultsBucket, key: transcriptKey(jobId, format) };
  const found = await objects.text(place);
  if (found === undefined) throw new HttpProblem('not-found', 'The transcript has been deleted.');
  return found;
}

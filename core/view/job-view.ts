/** A job as the API shows it, built from the stored one. Links are API routes, never signed addresses. */
import * as z from 'zod';
import { heldUsd } from '../costs/held-usd.ts';
import { AudioTrack } from '../audio/tracks.ts';
import { QueuedBecause, type Job, type JobOutput } from '../job/job.ts';
import { isFinal, JobStatus } from '../job/job-status.ts';
import { JobError } from '../base/job-errors.ts';
import { JobMetadata } from '../job/job-request.ts';
import { locationOf } from '../job/output-location.ts';
import { isOver } from '../job/kept-until.ts';
import { RetentionView, retentionView } from './retention-view.ts';
import { MachineMarket } from '../job/market.ts';
import { JobSession } from '../job/job-session.ts';
import { RouteName } from '../job/route-name.ts';
import type { AnalysisProgress } from '../analysis/analysis-result.ts';
import { gpuFallback } from '../machines/gpu-fallback.ts';
import { analysisView, AnalysisView, isPublished } from './analysis-view.ts';
import { costReceipt, Receipt } from './cost-receipt.ts';
import { JobLinks, JobQuote, linksOf, quoteView } from './created-job.ts';
import { RedactRequest } from '../redaction/redact-request.ts';
import { AskedSpeakers } from '../transcript/speakers.ts';
import { FileFlags, TranscriptFormat } from '../transcript/transcript.ts';

const seconds = z.number().min(0);

export const JobView = z
  .strictObject({
    jobId: z.string(),
    status: JobStatus,
    attempt: z.int().min(0),
    owner: z.string(),
    route: z.strictObject({
      chosen: RouteName,
      because: z.array(z.string()),
      rejected: z.array(z.strictObject({ route: z.string(), because: z.string() })),
    }),
    audio: z.strictObject({
      source: z.enum(['upload', 's3', 'drop', 'url']),
      filename: z.string(),
      bytes: z.int().min(0).describe('0 until it is fetched, if `source` is `url`.'),
      durationSeconds: seconds.optional(),
      estimated: z
        .literal(true)
        .optional()
        .describe('The duration is worked out: the file has none.'),
      sha256: z.string().optional(),
      truncated: z
        .literal(true)
        .optional()
        .describe('The file ends before its own end; what is there was transcribed.'),
      tracks: z
        .array(AudioTrack)
        .optional()
        .describe('Its audio tracks, if it has several: at most 32, with those that were heard.'),
    }),
    flags: FileFlags.optional().describe(
      'What to know of the whole transcript, such as `incomplete`; absent if there is nothing. There may be new ones.',
    ),
    model: z.string(),
    language: z.string(),
    speakers: AskedSpeakers.optional().describe('As asked for; absent if not.'),
    review: z.literal(true).optional().describe('The places worth hearing again were asked for.'),
    vocabulary: z.array(z.string()).optional().describe('The word list that was asked for.'),
    redact: RedactRequest.optional().describe('The copy that was asked for.'),
    progress: z.strictObject({ fraction: z.number().min(0).max(1), transcribedSeconds: seconds }),
    /** Why the job waits for an instance, and when it retries. */
    queuedBecause: z
      .strictObject(QueuedBecause.omit({ tries: true, isOwnShare: true }).shape)
      .optional(),
    timings: z.record(z.string(), seconds),
    instance: z
      .strictObject({
        id: z.string(),
        type: z.string(),
        market: MachineMarket,
        zone: z.string(),
        imageId: z.string(),
        gpuFallback: z
          .string()
          .optional()
          .describe(
            'Why the job was transcribed on the CPU, many times as slowly, although its instance has a GPU.',
          ),
      })
      .optional(),
    quote: JobQuote,
    receipt: Receipt.optional(),
    reservedUsd: z
      .number()
      .min(0)
      .optional()
      .describe(
        'What the job holds of a budget: the most that it may cost, and at its end what it cost. Absent without a budget.',
      ),
    reusedFrom: z
      .string()
      .optional()
      .describe(
        'The job that had the same audio before; this one has its transcript, and needed no machine.',
      ),
    analysisOf: z
      .string()
      .optional()
      .describe('The job whose finished transcript this one analyses, at a later request.'),
    analysis: AnalysisView.optional().describe('If analyses of the transcript are asked for.'),
    result: z
      .strictObject({
        transcript: z.partialRecord(TranscriptFormat, z.url()),
        analysis: z.url().optional().describe('Once all analyses are done.'),
      })
      .optional()
      .describe('Once the transcript is published: with `analysis`, before the job is completed.'),
    output: z
      .strictObject({
        location: z.string(),
        written: z.boolean().optional().describe('Once the job is completed.'),
        problem: z.string().optional().describe('Why the documents are only here.'),
      })
      .optional()
      .describe('Where the documents are wanted as well.'),
    error: JobError.optional(),
    retention: RetentionView.optional().describe(
      'How long audio and transcript are kept; absent: as long as the buckets keep them.',
    ),
    session: JobSession.optional().describe('The session that the job is a chunk of.'),
    metadata: JobMetadata,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    links: JobLinks,
  })
  .meta({ id: 'Job' });
export type JobView = z.infer<typeof JobView>;

/** Short form of a job. `transcript` is its address, once complete. */
export const JobStatusView = z
  .strictObject({
    ...JobView.pick({ jobId: true, status: true, progress: true, error: true }).shape,
    transcript: z.url().optional(),
  })
  .meta({ id: 'JobStatusView' });

/** `nextCursor` selects the next page; null on the last one. */
export const JobPage = z
  .strictObject({
    jobs: z.array(JobView),
    nextCursor: z.string().nullable(),
    owner: z.string().describe('Whose jobs the key reads, also if there are none.'),
  })
  .meta({ id: 'JobPage' });
export type JobProgress = JobView['progress'];

interface ViewContext {
  /** Base of the API's routes, without a trailing slash. */
  apiUrl: string;
  /** End of the charge for machines that still run. */
  now: Date;
  progress?: JobProgress | undefined;
  analysisProgress?: AnalysisProgress | undefined;
}

function whyNotRouted({ status, reusedFrom }: Job): string {
  if (!isFinal(status)) return 'The route is chosen when the job begins.';
  return status === 'completed' && reusedFrom !== undefined
    ? 'The job has the transcript of an earlier one, and needed no machine.'
    : 'The job ended before a route was chosen.';
}

export function viewOf(
  job: Job,
  { apiUrl, now, progress, analysisProgress }: ViewContext,
): JobView {
  const links = linksOf(job.jobId, apiUrl);
  const analysis = analysisView(job, analysisProgress);
  const receipt = costReceipt(job, now);
  const reservedUsd = heldUsd(job);
  const retention = retentionView(job);
  return {
    jobId: job.jobId,
    status: job.status,
    attempt: job.attempt,
    owner: job.owner,
    route: {
      chosen: job.route,
      because: job.routing?.because ?? [whyNotRouted(job)],
      rejected: job.routing?.rejected ?? [],
    },
    audio: {
      source: job.audio.source,
      filename: job.audio.filename,
      ...(job.result ? transcribedAudio(job.result) : declaredAudio(job.audio)),
      ...(job.tracks && { tracks: job.tracks }),
    },
    ...(job.result?.flags?.length && { flags: job.result.flags }),
    model: job.model,
    language: job.result?.language ?? job.language,
    ...heardAs(job),
    progress: progress ?? progressOf(job),
    ...(job.status === 'queued' &&
      job.queuedBecause && { queuedBecause: reason(job.queuedBecause) }),
    timings: timingsOf(job),
    ...(job.instance && { instance: instanceView(job.instance, gpuFallback(job)) }),
    quote: quoteView(job),
    ...(receipt && { receipt }),
    ...(reservedUsd !== undefined && { reservedUsd }),
    ...(job.status === 'completed' && job.reusedFrom && { reusedFrom: job.reusedFrom }),
    ...(job.analysisOf && { analysisOf: job.analysisOf }),
    ...(analysis && { analysis }),
    ...(isPublished(job) && !isOver(job, 'transcript', now) && { result: resultLinks(job, links) }),
    ...(job.output && { output: outputOf(job.output) }),
    ...(job.error && { error: job.error }),
    ...(retention && { retention }),
    ...(job.session && { session: job.session }),
    metadata: job.metadata,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    links,
  };
}

/** Options of hearing that were asked for. */
function heardAs({ speakers, review, vocabulary, redact }: Job) {
  return {
    ...(speakers !== undefined && { speakers }),
    ...(review && { review }),
    ...(vocabulary && { vocabulary }),
    ...(redact && { redact }),
  };
}

/** Audio fields before transcription. */
function declaredAudio(audio: Job['audio']) {
  if (audio.source === 'url') return { bytes: 0 };
  const { bytes, durationSeconds, estimated, sha256 } = audio;
  const known = { bytes, ...(sha256 !== undefined && { sha256 }) };
  if (durationSeconds === undefined) return known;
  return { ...known, durationSeconds, ...(estimated && { estimated: true as const }) };
}

function transcribedAudio({ durationSeconds, audio, truncated }: NonNullable<Job['result']>) {
  const { bytes, sha256 } = audio;
  return { bytes, durationSeconds, sha256, ...(truncated && { truncated }) };
}

export function statusOf(view: JobView): z.infer<typeof JobStatusView> {
  const { jobId, status, progress, error, links } = view;
  return {
    ...{ jobId, status, progress },
    ...(status === 'completed' && { transcript: links.transcript }),
    ...(error && { error }),
  };
}

function resultLinks(job: Job, links: JobLinks) {
  const transcript = documentLinks(job, links);
  return { transcript, ...(job.analyses && { analysis: `${links.self}/analysis` }) };
}

/** Links to the formats that the owner asked for. */
function documentLinks({ formats }: Job, { transcript }: JobLinks) {
  return Object.fromEntries(formats.map((format) => [format, `${transcript}?format=${format}`]));
}

function outputOf({ written, problem, ...place }: JobOutput): JobView['output'] {
  const location = locationOf(place);
  return { location, ...(written !== undefined && { written }), ...(problem && { problem }) };
}

function instanceView(
  { id, type, market, zone, imageId }: NonNullable<Job['instance']>,
  fallback: string | undefined,
): JobView['instance'] {
  const known = { id, type, market, zone, imageId };
  return fallback === undefined ? known : { ...known, gpuFallback: fallback };
}

function reason({ code, message, since, retryAt }: QueuedBecause) {
  return { code, message, since, retryAt };
}

function progressOf(job: Job): JobProgress {
  return job.result && isPublished(job)
    ? { fraction: 1, transcribedSeconds: job.result.durationSeconds }
    : { fraction: 0, transcribedSeconds: 0 };
}

/** Seconds from creation to each event so far, then the duration of each phase. */
function timingsOf(job: Job): Record<string, number> {
  // A reused result has the phases of another job's machine.
  const phases = job.reusedFrom === undefined ? job.result?.phases : undefined;
  const moments: [string, string | undefined, string | null | undefined][] = [
    ['launchRequestedSeconds', job.createdAt, job.launchedAt],
    ['runningSeconds', job.createdAt, job.instance?.runningAt],
    ['bootedSeconds', job.createdAt, phases?.booted],
    ['claimedSeconds', job.createdAt, phases?.claimed ?? job.claimedAt],
    ['modelReadySeconds', job.createdAt, phases?.modelReady],
    ['audioReadySeconds', job.createdAt, phases?.audioReady],
    ['firstSegmentSeconds', job.createdAt, phases?.firstSegment],
    ['transcriptSeconds', job.createdAt, job.transcribedAt],
    ['doneSeconds', job.createdAt, isFinal(job.status) ? job.endedAt : undefined],
    ['beforeLaunchSeconds', job.createdAt, job.launchedAt],
    ['launchSeconds', job.launchedAt, job.claimedAt],
    ['modelSeconds', phases?.booted, phases?.modelReady],
    ['audioSeconds', phases?.claimed, phases?.audioReady],
    ['transcribeSeconds', phases?.audioReady, phases?.transcribed],
    ['totalSeconds', job.createdAt, isFinal(job.status) ? job.endedAt : undefined],
  ];
  return Object.fromEntries(
    moments.flatMap(([name, from, to]) => {
      if (from === undefined || to == null) return [];
      // Compares clocks of two machines; a few milliseconds of skew count as 0.
      return [[name, Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000)]];
    }),
  );
}

/** A file dropped on S3 becomes a job; its options come as the object's metadata. */
import * as z from 'zod';
import { baseName } from '../audio.ts';
import { dropJobId } from '../job-id.ts';
import {
  DEFAULT_CHANNELS,
  DEFAULT_LANGUAGE,
  DEFAULT_MODEL,
  JobWebhook,
  Language,
  Model,
} from '../job-request.ts';
import { NEVER_LAUNCHED, type Job } from '../job.ts';
import { AlreadyExists, type JobStore } from '../aws/job-store.ts';
import { Channels, TRANSCRIPT_FORMATS, TranscriptFormat } from '../transcript.ts';
import type { Workflow } from '../aws/workflow.ts';
import { checkAudio, type AudioCheck } from './check-audio.ts';
import { earlierJob, type Remembering } from './earlier-job.ts';

export interface DroppedObject {
  bucket: string;
  key: string;
  /** The object's version id, or the event's sequencer for a bucket without versions. */
  version: string;
  versionId?: string | undefined;
}

interface Dependencies extends Remembering {
  jobs: JobStore;
  workflow: Workflow;
  stateMachineArn: string;
  owner: string;
}

/** `x-amz-meta-spotscribe-<name>` → what it may hold. Metadata values are always text. */
const OPTIONS = {
  language: Language,
  model: Model,
  words: z.enum(['true', 'false']).transform((text) => text === 'true'),
  channels: Channels,
  formats: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(TranscriptFormat).min(1)),
  force: z.enum(['true', 'false']).transform((text) => text === 'true'),
  'webhook-url': JobWebhook.shape.url,
};
type Option = keyof typeof OPTIONS;

/**
 * Makes the job of a dropped object, once for each object version however often S3 tells of it, and
 * starts it. An object that cannot be audio fails its job without a machine.
 */
export async function audioDropped(dropped: DroppedObject, using: Dependencies): Promise<void> {
  const checked = await checkAudio(dropped, using);
  const { job, ignored } = newJob(dropped, checked, using.owner);
  try {
    await using.jobs.create(await withEarlier(job, using));
    await using.jobs.addEvents(job.jobId, 0, [
      ...ignored.map((option) => ({
        what: 'option-ignored' as const,
        detail: { option, reason: 'unknown option, or a value that it cannot have' },
      })),
      ...(job.error ? [{ what: 'failed' as const, detail: { code: job.error.code } }] : []),
    ]);
  } catch (error) {
    if (!(error instanceof AlreadyExists)) throw error;
  }
  await using.workflow.start(using.stateMachineArn, job.jobId);
}

async function withEarlier(job: Job, using: Dependencies): Promise<Job> {
  return job.error ? job : { ...job, reusedFrom: await earlierJob(job, using) };
}

function newJob(dropped: DroppedObject, checked: AudioCheck, owner: string) {
  const at = new Date().toISOString();
  const { head, problem: error } = checked;
  const { options, ignored } = readOptions(head?.metadata ?? {});
  const url = options['webhook-url'];
  const job: Job = {
    jobId: dropJobId(dropped),
    owner,
    status: error ? 'failed' : 'queued',
    ...NEVER_LAUNCHED,
    audio: {
      source: 'drop',
      bucket: dropped.bucket,
      key: dropped.key,
      versionId: dropped.versionId,
      filename: baseName(dropped.key),
      ...(error ? { bytes: head?.bytes ?? 0 } : checked.audio),
    },
    model: options.model ?? DEFAULT_MODEL,
    language: options.language ?? DEFAULT_LANGUAGE,
    words: options.words ?? false,
    channels: options.channels ?? DEFAULT_CHANNELS,
    force: options.force,
    formats: options.formats ?? [...TRANSCRIPT_FORMATS],
    webhook: url === undefined ? undefined : { url },
    metadata: {},
    createdAt: at,
    updatedAt: at,
    error,
    endedAt: error ? at : undefined,
  };
  return { job, ignored };
}

type Options = { [K in Option]?: z.output<(typeof OPTIONS)[K]> };

/** A mistyped option must not lose the file: it is transcribed without, and the timeline says so. */
function readOptions(metadata: Record<string, string>): { options: Options; ignored: string[] } {
  const prefix = 'spotscribe-';
  const given = Object.entries(metadata)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const);
  const options: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const [name, value] of given) {
    const parsed = Object.hasOwn(OPTIONS, name)
      ? OPTIONS[name as Option].safeParse(value)
      : undefined;
    if (parsed?.success) options[name] = parsed.data;
    else ignored.push(name.slice(0, 60));
  }
  return { options: options, ignored };
}

import { ApiError, type ApiClient, type CreateJob } from '../client/api-client.ts';
import { scriptAudio, type Script } from './script.ts';

export interface Submission {
  readonly script: Script;
  readonly webhook: NonNullable<CreateJob['webhook']>;
  /** Whether the audio states its duration, so that a quote can be made. */
  readonly statesLength?: boolean;
  readonly options?: Pick<CreateJob, 'route' | 'deadline' | 'analysis' | 'output'>;
  /** Called with the job id before any launch for it can happen. */
  readonly beforeUpload?: (jobId: string) => void | Promise<void>;
}

/** Creates a job for the stub engine and uploads its audio. @returns the job id */
export async function submit(client: ApiClient, submission: Submission): Promise<string> {
  const { script, webhook, options, statesLength, beforeUpload } = submission;
  const audio = scriptAudio(script, { statesLength });
  const { jobId, upload } = await client.createJob({
    audio: { upload: { filename: `${script.title}.wav`, bytes: audio.length } },
    webhook,
    ...options,
  });
  if (!upload) throw new TypeError('the API gave no address to upload to');
  await beforeUpload?.(jobId);
  const { 'content-length': _, ...headers } = upload.headers; // fetch sets it
  const answer = await fetch(upload.url, { method: upload.method, headers, body: audio });
  if (!answer.ok) throw new ApiError('upload', answer.status, await answer.text());
  await answer.body?.cancel();
  return jobId;
}

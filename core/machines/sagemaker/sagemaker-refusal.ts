/** Why a job cannot go to the endpoint, as a sentence. */
import type { Job } from '../../job/job.ts';
import { isOfEndpoint, type SagemakerEndpoint } from './endpoint.ts';
import { SAGEMAKER_LIMITS } from '../../base/sagemaker-limits.ts';

/** Options that the container does not have, as it is asked for them. */
const LACKS = {
  speakers: 'tells no speakers apart',
  review: 'hears nothing a second time',
  vocabulary: 'takes no word list',
  redact: 'makes no pseudonymised copy',
} as const;
type Lacking = keyof typeof LACKS;

export interface EndpointJob extends Partial<Pick<Job, 'audio' | 'analysis' | Lacking>> {
  model: string;
  earlierInstances: readonly { id: string }[];
}

/** The address of the audio is a header of the request. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** @returns undefined if it can */
export function endpointRefusal(
  { model, audio, analysis, earlierInstances, ...options }: EndpointJob,
  endpoint: SagemakerEndpoint,
): string | undefined {
  if (earlierInstances.some(isOfEndpoint)) return 'The endpoint did not do the job before.';
  if (analysis) return 'The container of the endpoint makes no analyses.';
  const lacks = Object.entries(LACKS).find(([name]) => options[name as Lacking] !== undefined);
  if (lacks) return `The container of the endpoint ${lacks[1]}.`;
  if (model !== endpoint.model) {
    return `The container of the endpoint has ${endpoint.model}, and not ${model}.`;
  }
  if (audio?.source === 'url') return 'The endpoint has no network: it takes audio from S3 alone.';
  if (audio && audio.bytes > SAGEMAKER_LIMITS.audioBytes) {
    return `SageMaker takes at most ${SAGEMAKER_LIMITS.audioBytes} bytes, and the audio has ${audio.bytes}.`;
  }
  if (audio && !VISIBLE_ASCII.test(audio.key)) {
    return 'SageMaker takes the name of an object without spaces and in ASCII alone.';
  }
  return undefined;
}

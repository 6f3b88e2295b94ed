/** What a request to POST /invocations asks for, by its headers. */
import type { IncomingHttpHeaders } from 'node:http';
import { SAGEMAKER_LIMITS } from '../../../core/base/sagemaker-limits.ts';
import { attemptOf, InvocationOptions } from '../../../core/machines/sagemaker/messages.ts';
import { DEFAULT_CHANNELS, DEFAULT_LANGUAGE } from '../../../core/job/job-request.ts';
import type { LocalOptions } from '../server/local-work.ts';
import { invalid, ServerProblem } from '../server/problem.ts';
import { folderOf, optionsOf, type Models } from '../server/transcribe-requests.ts';

const ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';
const INFERENCE_ID = 'x-amzn-sagemaker-inference-id';

/** Without attributes: a request by hand. */
const Asked = InvocationOptions.partial();

export interface InvocationRequest {
  options: LocalOptions;
  /** Undefined if the header is missing, or nothing that SageMaker would send. */
  inferenceId: string | undefined;
  /** Attempt that the inference id names. */
  jobId: string | undefined;
}

/** @throws ServerProblem invalid, not-found */
export function readInvocation(headers: IncomingHttpHeaders, models: Models): InvocationRequest {
  const { model, language = DEFAULT_LANGUAGE, words = false, ...sides } = optionsIn(headers);
  const { channels = DEFAULT_CHANNELS, track } = sides;
  const inferenceId = idIn(headers);
  return {
    options: optionsOf({ language, words, channels, track }, folderOf(model, models)),
    inferenceId,
    jobId: inferenceId === undefined ? undefined : attemptOf(inferenceId)?.jobId,
  };
}

function optionsIn(headers: IncomingHttpHeaders) {
  const attributes = one(headers, ATTRIBUTES);
  if (attributes === undefined || attributes === '') return {};
  const parsed = Asked.safeParse(jsonOf(attributes));
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

/** @throws ServerProblem invalid */
function jsonOf(attributes: string): unknown {
  try {
    return JSON.parse(Buffer.from(attributes, 'base64url').toString());
  } catch {
    throw new ServerProblem('invalid', `The header ${ATTRIBUTES} is not base64url of JSON.`);
  }
}

function idIn(headers: IncomingHttpHeaders): string | undefined {
  const id = one(headers, INFERENCE_ID) ?? '';
  const isPlain = /^[\x21-\x7e]+$/.test(id) && id.length <= SAGEMAKER_LIMITS.inferenceIdLength;
  return isPlain ? id : undefined;
}

function one(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

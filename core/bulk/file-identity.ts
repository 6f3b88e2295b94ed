/**
 * Identity of a bulk's file: the object, and the options that its documents depend on. A repeated
 * batch, a repeated bulk and a killed client find the job that was made for it; another route, ceiling
 * or deadline is no reason for a second one.
 */
import type { CreateJobRequest } from '../job/job-request.ts';
import { defaultModel } from '../transcript/model-name.ts';

interface Identified {
  bucket: string;
  key: string;
  /** S3's, of the object as it is now. */
  etag: string | undefined;
  request: CreateJobRequest;
  /** Models that the deployment declares. */
  models: readonly string[];
  /** With `force`: the bulk that it is new for. */
  bulkId: string;
}

export function fileIdentity({ bucket, key, etag, request, models, bulkId }: Identified): string {
  const { language, words, channels, track, analysis, output, force } = request;
  const { speakers, review, vocabulary, redact, retention } = request;
  const model = request.model ?? defaultModel(models);
  const options = {
    ...{ language, model, words, channels, track, analysis, output },
    ...{ speakers, review, vocabulary, redact, retention },
  };
  return JSON.stringify(['bulk', bucket, key, etag, options, ...(force ? [bulkId] : [])]);
}

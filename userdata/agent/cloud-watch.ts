/**
 * Two CloudWatch Logs calls without the SDK's client, which would add 63 kB to every cold start
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html).
 */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod';
import { HttpStatusError } from './http-status.ts';
import { signedPost } from '../../core/aws/signed-post.ts';

/** `timestamp` in milliseconds since the epoch. */
export interface LogEvent {
  timestamp: number;
  message: string;
}

/** Writes a batch in chronological order to a stream. */
export type PutLogEvents = (
  stream: string,
  events: readonly LogEvent[],
  signal: AbortSignal,
) => Promise<void>;

const Problem = z.looseObject({ __type: z.string() });

export function cloudWatchLogs(of: {
  url: string;
  region: string;
  credentials: AwsCredentialIdentityProvider;
  group: string;
}): PutLogEvents {
  const post = signedPost({ ...of, service: 'logs' });
  const streams = new Set<string>();
  const call = async (action: string, input: object, signal: AbortSignal) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${action}`,
    };
    const body = JSON.stringify({ logGroupName: of.group, ...input });
    const answer = await post({ headers, body, signal });
    const text = await answer.text();
    // An earlier agent has created it.
    const isThere = problemIn(text).endsWith('ResourceAlreadyExistsException');
    if (!answer.ok && !isThere) throw new HttpStatusError(answer.status);
  };
  return async (logStreamName, logEvents, signal) => {
    if (!streams.has(logStreamName)) {
      await call('CreateLogStream', { logStreamName }, signal);
      streams.add(logStreamName);
    }
    await call('PutLogEvents', { logStreamName, logEvents }, signal);
  };
}

function problemIn(text: string): string {
  try {
    return Problem.parse(JSON.parse(text)).__type;
  } catch {
    return ''; // a success, or an error described by its status
  }
}

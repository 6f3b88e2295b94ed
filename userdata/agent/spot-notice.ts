/**
 * The two-minute notice of a spot instance. EC2 puts it into the instance metadata and asks to look
 * every five seconds; it may never come
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html).
 */
import type { Clock } from './clock.ts';
import { HttpStatusError } from './http-status.ts';
import type { Log } from './log.ts';

const EVERY_MS = 5000;

export interface Watching {
  metadataUrl: string;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Resolves when the notice is there; rejects only when the signal ends the watch. */
export async function spotNotice(how: Watching): Promise<void> {
  let token: string | undefined;
  for (;;) {
    try {
      token ??= await metadataToken(how);
      if (await isNoticed(how, token)) return;
    } catch (error) {
      how.signal.throwIfAborted();
      how.log.warn('The instance metadata could not be read.', error);
      token = undefined;
    }
    await how.clock.sleep(EVERY_MS, how.signal);
  }
}

async function metadataToken(how: Watching): Promise<string> {
  const answer = await ask(how, '/latest/api/token', {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' },
  });
  if (!answer.ok) throw new HttpStatusError(answer.status);
  return answer.text();
}

/** 404 is the ordinary answer: nothing is going to happen. */
async function isNoticed(how: Watching, token: string): Promise<boolean> {
  const answer = await ask(how, '/latest/meta-data/spot/instance-action', {
    headers: { 'x-aws-ec2-metadata-token': token },
  });
  await answer.body?.cancel();
  if (!answer.ok && answer.status !== 404) throw new HttpStatusError(answer.status);
  return answer.ok;
}

function ask(how: Watching, path: string, request: RequestInit): Promise<Response> {
  const signal = AbortSignal.any([how.signal, AbortSignal.timeout(EVERY_MS)]);
  return fetch(`${how.metadataUrl.replace(/\/$/, '')}${path}`, { ...request, signal });
}

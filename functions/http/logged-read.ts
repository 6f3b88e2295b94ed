/**
 * Notes a read in the owner's access log before it is answered. If the entry cannot be written, nothing
 * is answered: no read happens that the log does not have.
 */
import type { AccessEntry } from '../../core/access/access-entry.ts';
import type { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { logError } from '../../core/base/log.ts';
import { TryLater } from './problem.ts';

const PAUSE_SECONDS = 2;

export interface Read extends Omit<AccessEntry, 'at'> {
  owner: string;
}

/** @returns the answer @throws TryLater 503 */
export async function logged<A extends { status: number }>(
  answer: A,
  { owner, ...entry }: Read,
  log: Pick<AccessLog, 'add'>,
): Promise<A> {
  const isAddress = answer.status === 303 || entry.what.endsWith('audio');
  try {
    await log.add(owner, { ...entry, ...(isAddress && { as: 'signed-url' as const }) });
  } catch (error) {
    logError('read not logged', error, { jobId: entry.jobId, what: entry.what });
    const detail = 'The read could not be noted in the access log, so nothing was read. Try again.';
    throw new TryLater('busy', detail, PAUSE_SECONDS);
  }
  return answer;
}

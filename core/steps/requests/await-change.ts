/** Long poll: holds a request until its job or its transcription progress changes. */
import { setTimeout } from 'node:timers/promises';

/** Polling the job costs one read unit; polling the parts is an S3 list request at twenty times that. */
const LOOK_MS = 1000;
const LOOKS_FOR_PARTS = 5;

export interface Snapshot<Seen> {
  seen: Seen;
  /** Differs between snapshots if anything changed. */
  mark: string;
}

interface Looks<Seen> {
  /** @param before the last snapshot @param withParts whether to read the parts too */
  look: (before: Seen, withParts: boolean) => Promise<Snapshot<Seen>>;
  until: number;
  isOver: (seen: Seen) => boolean;
}

/** @returns the latest state: at a change, at the job's end, or at `until` */
export async function awaitChange<Seen>(
  first: Snapshot<Seen>,
  { look, until, isOver }: Looks<Seen>,
): Promise<Seen> {
  let now = first;
  for (let nth = 1; !isOver(now.seen) && Date.now() + LOOK_MS <= until; nth++) {
    await setTimeout(LOOK_MS);
    now = await look(now.seen, nth % LOOKS_FOR_PARTS === 0);
    if (now.mark !== first.mark) break;
  }
  return now.seen;
}

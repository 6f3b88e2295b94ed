/** Holds a request open until its job changes: in the table, or in what its machine has transcribed. */
import { setTimeout } from 'node:timers/promises';

/** A look at the job is a read of one unit; one at the parts is a list request, which costs twenty times that. */
const LOOK_MS = 1000;
const LOOKS_FOR_PARTS = 5;

export interface Snapshot<Seen> {
  seen: Seen;
  /** Differs from another standing's if anything has changed. */
  mark: string;
}

interface Looks<Seen> {
  /** @param before what was seen last; with all that is told of the job, or without its parts */
  look: (before: Seen, withParts: boolean) => Promise<Snapshot<Seen>>;
  until: number;
  isOver: (seen: Seen) => boolean;
}

/** @returns what is seen at the change, at the job's end or at `until` */
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

/** Runs an action for each item, with bounded concurrency; one failure does not stop the others. */
import { logError } from './log.ts';

/** Concurrency; more would only wait for the same services. */
export const AT_ONCE = 10;

/** Thrown at the end if some items failed; the others succeeded, and the next run retries. */
export class SomeFailed extends Error {
  constructor(failures: readonly unknown[]) {
    super(
      `${failures.length} could not be dealt with; the log names them, the next round tries again`,
      {
        cause: failures[0],
      },
    );
    this.name = 'SomeFailed';
  }
}

/** @throws SomeFailed at the end if any item failed; each failure is logged with the item's id */
export async function forEachSettled<T>(
  things: readonly T[],
  idOf: (thing: T) => string,
  deal: (thing: T) => Promise<void>,
): Promise<void> {
  const waiting = [...things];
  const failures: unknown[] = [];
  const worker = async () => {
    for (let thing = waiting.shift(); thing !== undefined; thing = waiting.shift()) {
      try {
        await deal(thing);
      } catch (error) {
        logError('not dealt with', error, { id: idOf(thing) });
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) throw new SomeFailed(failures);
}

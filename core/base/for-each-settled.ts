/** A round over many things, of which some may not work: the others are dealt with all the same. */
import { logError } from './log.ts';

/** At the same time; more would only wait for the same services. */
const AT_ONCE = 10;

/** Thrown when some could not be dealt with; the others were, and the next round comes. */
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

/** @throws SomeFailed at the end, if any failed; each is in the log by its id */
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

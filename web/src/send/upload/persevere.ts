/** Does something over the network until it is done: over lost connections, expired keys and busy servers. */
import { untilWorthTrying, whyHeld, type HeldBecause } from './why-held.ts';

export interface Patience {
  readonly signal: AbortSignal;
  /** @param because undefined: it goes on */
  readonly onHeld: (because: HeldBecause | undefined) => void;
}

/**
 * @param attempt gets what it calls when it has advanced: only failures without an advance are counted
 * @throws the error that no repetition helps against; AbortError if the signal says so
 */
export async function persevere<Result>(
  { signal, onHeld }: Patience,
  attempt: (advanced: () => void) => Promise<Result>,
): Promise<Result> {
  let failures = 0;
  const advanced = () => {
    failures = 0;
    onHeld(undefined);
  };
  for (;;) {
    try {
      return await attempt(advanced);
    } catch (error) {
      signal.throwIfAborted();
      failures += 1;
      const because = whyHeld(error, failures);
      if (because === undefined) throw error;
      onHeld(because);
      await untilWorthTrying(because, failures, signal);
    }
  }
}

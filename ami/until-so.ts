import { setTimeout as sleep } from 'node:timers/promises';
import { BuildFailed } from './errors.ts';

const PAUSE_MS = 1000;

/**
 * Asks again until it is so. Asking costs nothing, and EC2's limits are far above one a second.
 * @throws BuildFailed when the time is over
 */
export async function untilSo<T>(
  what: string,
  minutes: number,
  ask: () => Promise<T | false | undefined>,
): Promise<T> {
  const deadline = Date.now() + minutes * 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > deadline) {
      throw new BuildFailed(`Not within ${minutes} minutes: ${what}. Run the command again.`);
    }
    await sleep(PAUSE_MS);
  }
}

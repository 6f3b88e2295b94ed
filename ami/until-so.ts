import { waitUntil } from '../computer/wait-until.ts';
import { BuildFailed } from './errors.ts';

/**
 * Asks again until it is so.
 * @throws BuildFailed when the time is over
 */
export async function untilSo<T>(
  what: string,
  minutes: number,
  ask: () => Promise<T | false | undefined>,
): Promise<T> {
  const error = () =>
    new BuildFailed(`Not within ${minutes} minutes: ${what}. Run the command again.`);
  return waitUntil(ask, { limit: { deadline: Date.now() + minutes * 60_000, error } });
}

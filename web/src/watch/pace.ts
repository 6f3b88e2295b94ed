/** How fast a job's words come: the share of the audio per second, since the first of them. */
import { useRef } from 'preact/hooks';
import type { Heard } from './live-words.ts';

/** Before that, it is a guess. */
const LEAST_MS = 4000;

export function usePace({ fraction }: Heard): number | undefined {
  const first = useRef<{ at: number; fraction: number } | undefined>(undefined);
  if (fraction > 0) first.current ??= { at: performance.now(), fraction };
  if (first.current === undefined) return undefined;
  const milliseconds = performance.now() - first.current.at;
  const gained = fraction - first.current.fraction;
  return milliseconds < LEAST_MS || gained <= 0 ? undefined : (gained / milliseconds) * 1000;
}

/**
 * Signals to a process and all that it has started. Not by a process group of its own: what ends the
 * machine's group ends these with it.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** A process that is gone is no error. */
export function signalTree(pid: number, signal: NodeJS.Signals): void {
  // Read first: children of a process that has ended are no longer found.
  for (const one of treeOf(pid)) {
    try {
      process.kill(one, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** The process first; alone where Linux does not tell its children. */
function treeOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) =>
      (readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').match(/\d+/g) ?? []).map(
        Number,
      ),
    );
  } catch {
    return [];
  }
}

/** What the files of a worker share ends with the worker, not with a file. */
const ends: (() => Promise<void>)[] = [];

export function atWorkerEnd(end: () => Promise<void>): void {
  ends.push(end);
}

export async function endWorker(): Promise<void> {
  await Promise.all(ends.splice(0).map((end) => end()));
}

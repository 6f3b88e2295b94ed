/** Lets the calls of concurrent programs through one at a time, in a given order. */

/** Waits until it is the program's turn. A program has one call at a time. */
export type Turn = () => Promise<void>;

/** @param choices which of the waiting programs goes on, modulo their number */
export async function inTurns(
  choices: Iterator<number>,
  programs: readonly ((turn: Turn) => Promise<unknown>)[],
): Promise<void> {
  const waiting: (() => void)[] = [];
  let busy = programs.length;
  const pause = () => {
    busy -= 1;
    if (busy > 0 || waiting.length === 0) return;
    busy = 1;
    const chosen = Number(choices.next().value) % waiting.length;
    waiting.splice(chosen, 1)[0]?.();
  };
  const turn = async () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      pause();
    });
  const runs = programs.map(async (program) => program(turn).finally(pause));
  await Promise.all(runs);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Registers a clean-up that runs once: when called, or on a termination signal, after which the
 * process exits.
 * @returns the clean-up; calling it again waits for the first call
 */
export function endWithProcess(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    void once().finally(() => process.kill(process.pid, signal));
  };
  const once = (): Promise<void> => {
    ending ??= end().finally(() => {
      for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    });
    return ending;
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return once;
}

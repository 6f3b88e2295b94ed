const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ties an ending to this process: it runs once, when called or when a signal asks the process to
 * end, which it then does.
 * @returns the ending; calling it again waits for the first call
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

/** npm may be killed without a word to us; then nobody is left to press Ctrl-C. */
export function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

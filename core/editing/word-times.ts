/** Times of words, in seconds. */

export interface Times {
  readonly start: number;
  readonly end: number;
}

/** From the first to the last. @param timed at least one, in order */
export function spanOf(timed: readonly Times[]): Times {
  const start = timed[0]?.start ?? 0;
  return { start, end: timed.reduce((end, one) => Math.max(end, one.end), start) };
}

/** A span of time, divided among words by their letters. */
export function sharedTimes(texts: readonly string[], { start, end }: Times): Times[] {
  const letters = texts.reduce((sum, text) => sum + text.length, 0);
  let passed = 0;
  const moment = () => within(start + ((end - start) * passed) / Math.max(1, letters));
  const within = (time: number) => Math.min(end, Math.max(start, Math.round(time * 1000) / 1000));
  return texts.map((text) => {
    const from = moment();
    passed += text.length;
    return { start: from, end: passed === letters ? end : moment() };
  });
}

/** Rounds as the engine's language does: a half to the even neighbour. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Seconds -> whole milliseconds. */
export function milliseconds(seconds: number): number {
  return roundHalfEven(seconds * 1000);
}

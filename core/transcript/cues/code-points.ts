/** A text's characters as the engine counts them: code points. */
export function codePoints(text: string): string[] {
  return Array.from(text);
}

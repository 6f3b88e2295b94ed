/** Bytes as text, one character a byte; beyond the end there is none. For the page, too: it has no Buffer. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/**
 * Whether a system error has this code, e.g. ENOENT. Avoids `instanceof Error`, which is false for
 * errors of another realm, such as a test runner's.
 */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/**
 * Whether an error of the operating system has this code, e.g. ENOENT. Not by `instanceof Error`,
 * which is false for errors of another realm, such as the one that a test runner makes.
 */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

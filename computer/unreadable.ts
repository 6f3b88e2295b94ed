/** Why the system refused a file, without its codes and calls. */

/** Of `ENOENT: no such file or directory, open 'a.json'`, the words between. */
const CODE_OR_CALL = /^E[A-Z\d]+: |, \w+( '.*')?$/gs;

/** @returns such as `no such file or directory` */
export function whyUnreadable(error: unknown): string {
  return error instanceof Error ? error.message.replace(CODE_OR_CALL, '') : String(error);
}

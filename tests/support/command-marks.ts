/**
 * The marks by which `npm test` finds what its tests have left when it is ended (cli/guard.mjs), for
 * processes that get an environment of their own.
 */
export function commandMarks(): Record<string, string> {
  const marks = Object.entries(process.env).filter(([name]) =>
    name.startsWith('SPOTSCRIBE_COMMAND_'),
  );
  return Object.fromEntries(marks.map(([name, value = '']) => [name, value]));
}

/**
 * Structured logs: one JSON object a line. Ids, states, counts and times go in; audio names,
 * transcript text, tokens, keys and signed addresses never do.
 */
export type LogFields = Record<string, string | number | boolean | undefined>;

export function logInfo(message: string, fields: LogFields = {}): void {
  write('info', message, fields);
}

export function logWarning(message: string, fields: LogFields = {}): void {
  write('warning', message, fields);
}

/** `error` is told by name and message; its stack helps the operator and stays in the log. */
export function logError(message: string, error: unknown, fields: LogFields = {}): void {
  const known = error instanceof Error ? error : new Error(String(error));
  write('error', message, {
    ...fields,
    errorName: known.name,
    errorMessage: known.message,
    stack: known.stack,
  });
}

function write(level: string, message: string, fields: LogFields): void {
  process.stdout.write(
    `${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields })}\n`,
  );
}

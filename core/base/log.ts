/**
 * Structured logs, one JSON object a line. Log ids, states, counts and times; never audio names,
 * transcript text, tokens, keys or signed addresses.
 */
type LogValue = string | number | boolean | undefined;
/** CloudWatch names the fields of an inner object with a dot: `seconds.total`. */
export type LogFields = Record<string, LogValue | Readonly<Record<string, LogValue>>>;

export function logInfo(message: string, fields: LogFields = {}): void {
  write('info', message, fields);
}

export function logWarning(message: string, fields: LogFields = {}): void {
  write('warning', message, fields);
}

/** Logs the error's name, message and stack. The stack stays in the log. */
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

/**
 * The agent's log. Errors are logged by name, code and stack frame only: their messages may quote
 * signed addresses, paths or file names.
 */
import type { LogFields } from '../../core/base/log.ts';

export type LogLine = LogFields & { at: string; level: string; message: string };
export type WriteLine = (line: LogLine) => void;

export interface Log {
  /** A log that adds these fields to every line. */
  about(fields: LogFields): Log;
  info(message: string, fields?: LogFields): void;
  warn(message: string, error?: unknown, fields?: LogFields): void;
  /** For unexpected errors: logs the whole stack. */
  error(message: string, error: unknown): void;
}

export function createLog(write: WriteLine = toConsole, always: LogFields = {}): Log {
  const say = (level: string, message: string, fields?: LogFields) =>
    write({
      at: new Date().toISOString(),
      level,
      message,
      source: 'agent',
      ...always,
      ...fields,
    });
  return {
    about: (fields) => createLog(write, { ...always, ...fields }),
    info: (message, fields) => say('info', message, fields),
    warn: (message, error, fields) =>
      say('warning', message, {
        ...fields,
        ...(error !== undefined && { error: nameOf(error), place: placesOf(error)[0] }),
      }),
    error: (message, error) =>
      say('error', message, { error: nameOf(error), stack: placesOf(error).join('\n') }),
  };
}

export function toConsole(
  line: LogLine,
  stdout: { write(text: string): unknown } = process.stdout,
): void {
  stdout.write(`${JSON.stringify(line)}\n`);
}

/** `TypeError (ECONNRESET)`: name and code, never the message. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = codeOf(error) ?? codeOf(error.cause);
  return code === undefined ? error.name : `${error.name} (${code})`;
}

/** Stack frames, innermost first. The message is removed, since its lines may look like frames. */
function placesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const frames = (error.stack ?? '').replace(error.message, '').matchAll(/^ +at (.+)$/gm);
  return Array.from(frames, ([, place = '']) => place);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

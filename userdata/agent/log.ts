/**
 * The agent's log. An error is told by name, code and place alone: messages of the platform quote
 * addresses and paths, and a signed address or a file name has no place in a log.
 */
import type { LogFields } from '../../core/base/log.ts';

export type LogLine = LogFields & { at: string; level: string; message: string };
export type WriteLine = (line: LogLine) => void;

export interface Log {
  /** The same log, with these fields in every line. */
  about(fields: LogFields): Log;
  info(message: string, fields?: LogFields): void;
  warn(message: string, error?: unknown, fields?: LogFields): void;
  /** Tells the whole stack, of an error that nothing was made for. */
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

export function toConsole(line: LogLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** `TypeError (ECONNRESET)`: enough to look it up, nothing that was being worked on. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = codeOf(error) ?? codeOf(error.cause);
  return code === undefined ? error.name : `${error.name} (${code})`;
}

/** The frames of the stack, innermost first, without the message: its lines may look like them. */
function placesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const frames = (error.stack ?? '').replace(error.message, '').matchAll(/^ +at (.+)$/gm);
  return Array.from(frames, ([, place = '']) => place);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * The agent's log. An error is told by name, code and place alone: messages of the platform quote
 * addresses and paths, and a signed address or a file name has no place in a log.
 */
import { logInfo, logWarning, type LogFields } from '../../core/log.ts';

export interface Log {
  /** The same log, with these fields in every line. */
  about(fields: LogFields): Log;
  info(message: string, fields?: LogFields): void;
  warn(message: string, error?: unknown, fields?: LogFields): void;
}

export function createLog(always: LogFields = {}): Log {
  const base = { source: 'agent', ...always };
  return {
    about: (fields) => createLog({ ...always, ...fields }),
    info: (message, fields) => logInfo(message, { ...base, ...fields }),
    warn: (message, error, fields) =>
      logWarning(message, {
        ...base,
        ...fields,
        ...(error !== undefined && { error: nameOf(error), place: placeOf(error) }),
      }),
  };
}

/** `TypeError (ECONNRESET)`: enough to look it up, nothing that was being worked on. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = codeOf(error) ?? codeOf(error.cause);
  return code === undefined ? error.name : `${error.name} (${code})`;
}

/** The innermost frame of the stack. */
function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return /^ +at (.+)$/m.exec(error.stack ?? '')?.[1];
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

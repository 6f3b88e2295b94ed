/**
 * A line of the engine's standard error. Its own diagnostics are JSON and contain no transcript;
 * output of libraries may quote the file, and stays on the console.
 */
import * as z from 'zod';
import type { LogLine } from './log.ts';

const Diagnostic = z
  .object({ level: z.string(), source: z.literal('engine'), message: z.string() })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.null().transform(() => undefined)]));

/** Undefined for other output. */
export function engineLine(text: string, now: number): LogLine | undefined {
  try {
    const { data } = Diagnostic.safeParse(JSON.parse(text));
    return data && { at: new Date(now).toISOString(), ...data };
  } catch {
    return undefined;
  }
}

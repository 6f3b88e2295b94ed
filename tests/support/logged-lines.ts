/** Structured log lines of a cloud's functions. */
import * as z from 'zod';
import type { TestCloud } from './test-cloud.ts';

const Line = z.looseObject({ message: z.string() });
export type Line = z.infer<typeof Line>;

/** A function's lines with this message, so far. */
export function loggedLines(cloud: TestCloud, name: string, message: string): Line[] {
  return jsonLines(cloud, name)
    .filter((line) => line.startsWith('{"at"'))
    .map((line) => Line.parse(JSON.parse(line)))
    .filter((line) => line.message === message);
}

/** All of a function's lines that are JSON, metrics too; Lambda's own are not. */
export function jsonLines({ cloud }: TestCloud, name: string): string[] {
  const log = cloud.aws.functionLog(`spotscribe-local-${name}`).split('\n');
  return log.filter((line) => line.startsWith('{"') && line.endsWith('}'));
}

/** A file of a bulk's list: an item of the Map state, and a line of the report. */
import * as z from 'zod';
import { BulkOptions } from './bulk-request.ts';

export const FileProblem = z.object({ code: z.string(), message: z.string() });
export type FileProblem = z.infer<typeof FileProblem>;

export const ListedFile = z.object({
  /** Line of the manifest, or number in the order of the keys; from 1. */
  line: z.int().min(1),
  /** Key in the audio bucket; of a line without one: `line 7`. */
  key: z.string(),
  /** Those of the file itself. */
  options: BulkOptions.optional(),
  /** Why it cannot become a job. */
  problem: FileProblem.optional(),
});
export type ListedFile = z.infer<typeof ListedFile>;

/** The list as JSON lines, which the Map state reads. */
export function listText(files: readonly ListedFile[]): string {
  return files.map((file) => `${JSON.stringify(file)}\n`).join('');
}

export function filesIn(text: string): ListedFile[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ListedFile.parse(JSON.parse(line)));
}

/** The report of a bulk: a line for each file, in the order of its list. */
import * as z from 'zod';
import type { FileOutcome } from './file-outcome.ts';

export const ReportLine = z.strictObject({
  line: z.int().min(1).describe('Line of the manifest, or number in the order of the keys.'),
  file: z.string(),
  status: z.enum(['completed', 'failed', 'cancelled', 'refused']),
  jobId: z.string().optional(),
  earlier: z.literal(true).optional().describe('The job is of an earlier request.'),
  durationSeconds: z.number().optional(),
  transcript: z.url().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});
export type ReportLine = z.infer<typeof ReportLine>;

export function reportLine(outcome: FileOutcome, apiUrl: string): ReportLine {
  const { line, key, state, jobId, status, problem, durationSeconds } = outcome;
  const end = endOf(outcome);
  return {
    ...{ line, file: key, status: end },
    ...(jobId !== undefined && { jobId }),
    ...(state === 'earlier' && { earlier: true }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(status === 'completed' && { transcript: `${apiUrl}/jobs/${jobId ?? ''}/transcript` }),
    ...(end !== 'completed' && { code: problem?.code ?? UNKNOWN.code }),
    ...(end !== 'completed' && { message: problem?.message ?? UNKNOWN.message }),
  };
}

/** Problem of a file whose batch was lost. */
const UNKNOWN = {
  code: 'internal-error',
  message:
    'The workflow lost this file before its end was known. Create the bulk again: jobs that were made are found.',
};

function endOf({ state, status }: FileOutcome): ReportLine['status'] {
  if (status === 'completed') return 'completed';
  if (status === 'cancelled' || state === 'dropped') return 'cancelled';
  return state === 'refused' || state === 'waiting' ? 'refused' : 'failed';
}

const COLUMNS = [
  'line',
  'file',
  'status',
  'jobId',
  'earlier',
  'durationSeconds',
  'transcript',
  'code',
  'message',
] as const satisfies (keyof ReportLine)[];

export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe. */
export function csvLine(line: ReportLine): string {
  return `${COLUMNS.map((name) => cell(line[name])).join(',')}\r\n`;
}

function cell(value: string | number | boolean | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

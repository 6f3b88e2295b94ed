/** The report: a line of JSON for each file, in the order of the input. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NotSent } from './not-sent.ts';
import type { ServerLine } from './server-line.ts';
import type { SkippedFile } from './walk.ts';

export interface ReportLine {
  /** Path in the folder, or key in the audio bucket. */
  file: string;
  /** Status of its job; `refused`: it got none; `not_sent`: it did not reach the deployment. */
  status: string;
  jobId?: string | undefined;
  /** Length of its audio. */
  durationSeconds?: number | undefined;
  error?: { code: string; message: string } | undefined;
  /** Address of the transcript in the API. */
  transcript?: string | undefined;
}

export function lineOf(file: string, of: ServerLine, apiUrl: string): ReportLine {
  const { status, jobId, durationSeconds, code, message = '' } = of;
  const isCompleted = status === 'completed' && jobId !== undefined;
  return {
    ...{ file, status },
    ...(jobId !== undefined && { jobId }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(code !== undefined && { error: { code, message } }),
    ...(isCompleted && { transcript: `${apiUrl}/jobs/${jobId}/transcript` }),
  };
}

export function lineOfNotSent({ name, error }: NotSent): ReportLine {
  return { file: name, status: 'not_sent', error };
}

export function lineOfSkipped({ name, because }: SkippedFile): ReportLine {
  return {
    file: name,
    status: 'not_sent',
    error: { code: 'FileRefused', message: `It cannot be sent: ${because}.` },
  };
}

/** Written beside it first: a report is there as a whole or not at all. @throws what the file system says */
export async function writeReport(file: string, lines: Iterable<ReportLine>): Promise<void> {
  const part = `${file}.part`;
  const texts = function* () {
    for (const line of lines) yield `${JSON.stringify(line)}\n`;
  };
  try {
    await pipeline(Readable.from(texts()), createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

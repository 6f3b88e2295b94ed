/** Options that are right by themselves, and cannot be kept together. */
import type { CreateJobRequest } from './job-request.ts';

export interface OptionConflict {
  path: 'analysis';
  message: string;
}

/** @returns undefined if there is none */
export function conflictOf({
  redact,
  analysis,
}: Pick<Partial<CreateJobRequest>, 'redact' | 'analysis'>): OptionConflict | undefined {
  if (redact?.keepOriginal !== false || analysis === undefined) return undefined;
  return { path: 'analysis', message: READS_ORIGINAL };
}

const READS_ORIGINAL =
  'An analysis reads, and may hear, the original, which redact.keepOriginal: false does not keep. Leave it out, and ask for it of the finished job (POST /jobs/{id}/analyses): that one reads the copy.';

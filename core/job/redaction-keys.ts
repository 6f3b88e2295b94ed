/**
 * Keys in the results bucket of a job's redacted copy. An attempt writes below its own prefix, Settle copies
 * from there, as with the transcript.
 */
import type { TranscriptFormat } from '../transcript/transcript.ts';
import { attemptPrefix, type JobAttempt } from './work-order.ts';

/** Key prefix of what is made from the copy after the attempt that wrote it. */
export function redactedPrefix(jobId: string): string {
  return `jobs/${jobId}/redacted/`;
}

export function redactedKey(jobId: string, format: TranscriptFormat): string {
  return `${redactedPrefix(jobId)}transcript.${format}`;
}

export function attemptRedactedKey(of: JobAttempt, format: TranscriptFormat): string {
  return `${attemptPrefix(of)}redacted/transcript.${format}`;
}

/** Key of what was found: see core/redaction/found.ts. */
export function foundKey(jobId: string): string {
  return `${redactedPrefix(jobId)}found.json`;
}

export function attemptFoundKey(of: JobAttempt): string {
  return `${attemptPrefix(of)}redacted/found.json`;
}

/** Key of how names were looked for: see core/redaction/names-search.ts. Older jobs have none. */
export function namesSearchKey(jobId: string): string {
  return `${redactedPrefix(jobId)}names.json`;
}

export function attemptNamesSearchKey(of: JobAttempt): string {
  return `${attemptPrefix(of)}redacted/names.json`;
}

/** Key of what people decided: see RedactionDecisions. */
export function decisionsKey(jobId: string): string {
  return `${redactedPrefix(jobId)}decisions.json`;
}

/** Key of the originals by pseudonym: apart from the job's folder, so that it has rights of its own. */
export function pseudonymsKey(jobId: string): string {
  return `redaction-keys/${jobId}.json`;
}

/** Gone once Settle has copied it. */
export function attemptPseudonymsKey(of: JobAttempt): string {
  return `${attemptPrefix(of)}pseudonyms.json`;
}

/** Key of the sound with a tone in place of what was found. */
export function redactedAudioKey(jobId: string): string {
  return `${redactedPrefix(jobId)}audio.m4a`;
}

export function attemptRedactedAudioKey(of: JobAttempt): string {
  return `${attemptPrefix(of)}redacted/audio.m4a`;
}

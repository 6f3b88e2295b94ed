/** The copy of a transcript without what identifies people, as a job asks for it. */
import type { NamesSearch } from '../../core/redaction/names-search.ts';
import { redactTranscript, type Redaction } from '../../core/redaction/redact-transcript.ts';
import {
  attemptFoundKey,
  attemptNamesSearchKey,
  attemptPseudonymsKey,
  attemptRedactedKey,
} from '../../core/job/redaction-keys.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { CONTENT_TYPES, render } from '../../core/transcript/subtitles.ts';
import { TRANSCRIPT_FORMATS, type SubtitledTranscript } from '../../core/transcript/transcript.ts';
import type { FoundNames } from './found-names.ts';
import type { Results } from './results.ts';

export type RedactingOrder = WorkOrder & Required<Pick<WorkOrder, 'redact'>>;

export function asksForCopy(order: WorkOrder): order is RedactingOrder {
  return order.redact !== undefined;
}

/** Whether no text of the original may leave the machine but in the checkpoint. */
export function isOriginalKept({ redact }: Pick<WorkOrder, 'redact'>): boolean {
  return redact?.keepOriginal !== false;
}

/** Whether names are among what is replaced. */
export function asksForNames({ redact }: RedactingOrder): boolean {
  return redact.kinds.includes('name');
}

/** @param whole with words, which have the times of what is found */
export function redactedCopy(
  whole: SubtitledTranscript,
  { redact }: RedactingOrder,
  names: FoundNames | undefined,
): RedactedCopy {
  const { secret, ...request } = redact;
  const copy = redactTranscript({ ...whole, names: names?.spans }, request, secret);
  return { ...copy, search: names?.search };
}

/** `search`: how names were looked for; undefined if they are kept. */
export type RedactedCopy = Redaction & { search: NamesSearch | undefined };

export async function writeCopy(
  copy: RedactedCopy,
  order: RedactingOrder,
  results: Results,
): Promise<void> {
  const json = CONTENT_TYPES.json;
  await Promise.all([
    ...TRANSCRIPT_FORMATS.map(async (format) => {
      const key = attemptRedactedKey(order, format);
      await results.put(key, render(copy, format), CONTENT_TYPES[format]);
    }),
    results.put(attemptFoundKey(order), JSON.stringify(copy.found), json),
    results.put(attemptPseudonymsKey(order), JSON.stringify(copy.key), json),
    copy.search && results.put(attemptNamesSearchKey(order), JSON.stringify(copy.search), json),
  ]);
}

/** Words are heard for the times of what is found; a document has them only if the job asked for them. */
export function withoutWords<T extends SubtitledTranscript>(of: T): T {
  const { words: _, ...transcript } = of.transcript;
  return { ...of, transcript };
}

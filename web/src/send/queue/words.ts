/** Figures and faults of a recording in plain words. */
import { bytes, clock, duration } from '../../i18n/format.ts';
import type { Refusal } from '../choose/look-at-file.ts';
import type { Range } from '../options/quotes.ts';
import type { Recording } from '../recordings.ts';
import { texts } from '../texts.ts';
import { SentByAnotherTab } from '../upload/upload-lock.ts';
import { FileChanged, hasEnded } from '../upload/why-held.ts';

export function percentOf(part: number, whole: number): string {
  return `${Math.floor((100 * part) / Math.max(1, whole))} %`;
}

export function timeWords({ low, high }: Range): string {
  return texts.value.time(duration(low), duration(high));
}

export function sizeAndLength({ audio, bytes: size, seconds, stage }: Recording): string {
  if (audio.kind === 'address') return `${texts.value.fromAddress}, ${texts.value.noLength}`;
  if (stage.at === 'looking') return texts.value.looking;
  if (seconds === null) return `${bytes(size)}, ${texts.value.noLength}`;
  return seconds === undefined ? bytes(size) : `${clock(seconds)}, ${bytes(size)}`;
}

export function refusalWords(refusal: Refusal): string {
  const { refused, kinds, otherKind } = texts.value;
  if (refusal.why === 'too-large') return refused['too-large'](bytes(refusal.limit));
  if (refusal.why !== 'other-kind') return refused[refusal.why];
  // The kinds are English as they come.
  const isEnglish = Object.keys(kinds).length === 0;
  return refused['other-kind'](kinds[refusal.kind] ?? (isEnglish ? refusal.kind : otherKind));
}

/** undefined: an error that the API or the network explains. */
export function faultWords(error: unknown): string | undefined {
  if (error instanceof FileChanged) return texts.value.changed;
  if (hasEnded(error)) return texts.value.ended;
  if (error instanceof SentByAnotherTab) return texts.value.otherTab;
  return undefined;
}

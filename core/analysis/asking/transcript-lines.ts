/** A transcript as the model sees it: data between fences, a numbered line for each segment. */
import type { Segment } from '../../transcript/transcript.ts';

export const FENCES = { begin: '=== TRANSCRIPT ===', end: '=== END OF TRANSCRIPT ===' };

/** `[id] (speaker) text` */
export function transcriptLine({ id, speaker, text }: Segment): string {
  const who = speaker === undefined ? '' : `(${asData(speaker)}) `;
  return `[${id}] ${who}${asData(text)}`;
}

export function fencedTranscript(segments: readonly Segment[]): string {
  return fenced(segments.map(transcriptLine));
}

export function fenced(lines: readonly string[]): string {
  return [FENCES.begin, ...lines, FENCES.end].join('\n');
}

/**
 * Text of others in a prompt, on one line. A server turns `<|im_end|>`, `<end_of_turn>`, `[INST]` and the
 * like into control tokens wherever they stand, so none may be in it, and no fence. Quotes are compared
 * without marks, so nothing is lost.
 */
export function asData(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replace(/={3,}/g, '==')
    .trim();
}

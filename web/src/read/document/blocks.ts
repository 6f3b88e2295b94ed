/**
 * Paragraphs as they are read. The engine's paragraphs are short, a breath each: those of one speaker
 * without a long pause between them are shown as one block. Where the machine's blocks begin follows
 * from its text alone, so that no edit moves the borders of others.
 */
import type { EditedTranscript, Paragraph } from '../../../../core/editing/edited-transcript.ts';
import { Block } from './block.ts';
import type { Hole } from './holes.ts';

/** A pause that begins a block, in seconds. */
const PAUSE = 2;
/** Characters after which a block ends with the next sentence, and at the latest. */
const ENOUGH = 350;
const MOST = 700;
const SENTENCE_END = /[.!?…。！？]["'”’»)]*$/u;

/** Ids of the machine's paragraphs that begin a block. */
export function blockStarts(
  { paragraphs }: EditedTranscript,
  holes: readonly Hole[] = [],
): ReadonlySet<string> {
  const starts = new Set<string>();
  let length = 0;
  for (const [nth, paragraph] of paragraphs.entries()) {
    const before = paragraphs[nth - 1];
    if (!before || isApart(before, paragraph, length) || isHoleBetween(holes, before, paragraph)) {
      starts.add(paragraph.id);
      length = 0;
    }
    length += lengthOf(paragraph);
  }
  return starts;
}

/** Blocks of a document; those of `before` that have the same paragraphs are the same objects. */
export function blocksOf(
  { paragraphs }: EditedTranscript,
  starts: ReadonlySet<string>,
  before: readonly Block[] = [],
): Block[] {
  const known = new Map(before.map((block) => [block.id, block]));
  const groups: Paragraph[][] = [];
  for (const [nth, paragraph] of paragraphs.entries()) {
    const group = groups.at(-1);
    if (!group || begins(paragraph, paragraphs[nth - 1], starts)) groups.push([paragraph]);
    else group.push(paragraph);
  }
  return groups.map((group) => {
    const same = known.get(group[0]?.id ?? '');
    return same?.isOf(group) ? same : new Block(group);
  });
}

/** Paragraphs that a person split off have ids of their own. */
function begins(
  { id, speaker }: Paragraph,
  before: Paragraph | undefined,
  starts: ReadonlySet<string>,
): boolean {
  return starts.has(id) || id.startsWith('p') || before?.speaker !== speaker;
}

function isApart(before: Paragraph, { start, speaker }: Paragraph, length: number): boolean {
  if (before.speaker !== speaker || start - before.end > PAUSE || length > MOST) return true;
  return length > ENOUGH && SENTENCE_END.test(before.words.at(-1)?.text ?? '');
}

function isHoleBetween(holes: readonly Hole[], before: Paragraph, after: Paragraph): boolean {
  return holes.some(({ start }) => start > before.start && start <= after.start);
}

function lengthOf({ words }: Paragraph): number {
  return words.reduce((sum, { text }) => sum + text.length + 1, 0);
}

/** Words for subtitles (the engine's cue_words.py): milliseconds, in order, none wider than a line. */
import { codePoints } from './code-points.ts';
import { separator } from '../joined-text.ts';
import { milliseconds } from './half-even.ts';
import { LATIN, layoutOf, type Layout } from './layout.ts';
import { breakCost, endsSentence, type Gap } from './line-breaks.ts';
import { isUnspaced } from './scripts.ts';
import { endsUnspacedSentence, unspacedBreakCost } from './unspaced-breaks.ts';

/** A word of a segment, seconds. `joined`: no blank before it, as in scripts without spaces. */
export interface SegmentWord {
  text: string;
  start: number;
  end: number;
  joined: boolean;
}

export interface SpokenSegment {
  start: number;
  end: number;
  text: string;
  speaker: string | undefined;
  /** None: the text is shown over the segment's time. */
  words: readonly SegmentWord[];
}

/** A word, or a line's worth of a longer one. Milliseconds of the file. */
export interface Spoken {
  text: string;
  start: number;
  end: number;
  layout: Layout;
  /** In columns. */
  width: number;
  endsSegment: boolean;
  joined: boolean;
}

/** Between two words. `pause`: milliseconds. */
export interface Boundary {
  gap: Gap;
  pause: number;
  sentence: boolean;
}

/** White space of the engine's language, and control characters, which confuse players. */
const BLANK =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
/** ms; the alignment stretches a word over the silence after it. */
const LONGEST_WORD = 3000;
/** ms; with one, a segment's end also ends a sentence, whatever its punctuation. */
const PAUSE = 300;
/** Cost of a break there: the model heard a phrase end. */
const SEGMENT_END = 1;
/** Cost of no break at the end of a sentence without punctuation. */
const UNMARKED = 6;

/** The words on one line. */
export function lineOf(words: readonly Spoken[]): string {
  return words.map(({ text, joined }, i) => (joined || i === 0 ? text : ` ${text}`)).join('');
}

/**
 * The segment's words; wrong times are moved into the segment and into order.
 * @param notBefore ms that the stream has passed
 * @param before the last word of the segment before
 */
export function spokenWords(segment: SpokenSegment, notBefore: number, before: string): Spoken[] {
  let low = Math.max(milliseconds(segment.start), notBefore, 0);
  const high = Math.max(milliseconds(segment.end), low);
  const layout = layoutOf(segment.text);
  const words = segment.words.length > 0 ? segment.words : [{ ...segment, joined: false }];
  const said = words
    .flatMap((word) => pieces(word, layout))
    .map((piece) => {
      low = Math.min(Math.max(milliseconds(piece.start), low), high);
      const end = Math.min(Math.max(milliseconds(piece.end), low), high, low + LONGEST_WORD);
      const { text, joined } = piece;
      const width = layout.width(text);
      return { text, start: low, end, layout, width, endsSegment: false, joined };
    });
  const [first, last] = [said[0], said.at(-1)];
  if (first) first.joined = separator(before === '' ? ' ' : before, first.text) === '';
  if (last) last.endsSegment = true;
  return said;
}

/** One after each word; the last stands for the end of the text. */
export function boundariesOf(words: readonly Spoken[]): Boundary[] {
  return words.map((word, index) => {
    const following = words[index + 1];
    if (following) return boundary(word, following);
    return { gap: { cost: 0, joined: 0, blank: 1 }, pause: 0, sentence: true };
  });
}

function boundary(word: Spoken, following: Spoken): Boundary {
  const pause = Math.max(following.start - word.end, 0);
  const { cost, written } = writtenBreak(word, following);
  const heard = word.endsSegment && pause >= PAUSE;
  const isUnmarked = heard && cost > SEGMENT_END;
  const least = word.endsSegment ? Math.min(cost, SEGMENT_END) : cost;
  return {
    gap: {
      cost: least / (1 + (4 * pause) / 1000),
      joined: isUnmarked ? UNMARKED : 0,
      blank: following.joined ? 0 : 1,
    },
    pause,
    sentence: written || heard,
  };
}

function writtenBreak(word: Spoken, following: Spoken): { cost: number; written: boolean } {
  if (isBetweenUnspaced(word, following)) {
    return {
      cost: unspacedBreakCost(word.text, following.text, following.joined),
      written: endsUnspacedSentence(word.text),
    };
  }
  return {
    cost: breakCost(word.text, following.text),
    written: endsSentence(word.text, following.text),
  };
}

function isBetweenUnspaced(word: Spoken, following: Spoken): boolean {
  if (word.layout === LATIN && following.layout === LATIN) return false;
  const [first = ''] = following.text;
  return isUnspaced(codePoints(word.text).at(-1) ?? '') || isUnspaced(first);
}

/** The parts between blanks, split at a line's width; each gets time by its characters. */
function pieces(word: SegmentWord, layout: Layout): SegmentWord[] {
  const parts = word.text
    .split(BLANK)
    .filter((text) => text !== '')
    .map((text) => layout.pieces(text));
  const characters = parts.flat().reduce((sum, text) => sum + codePoints(text).length, 0);
  const moment = (done: number) => word.start + ((word.end - word.start) * done) / characters;
  let done = 0;
  return parts.flatMap((part, i) =>
    part.map((text, j) => {
      const start = moment(done);
      done += codePoints(text).length;
      return { text, start, end: moment(done), joined: j > 0 || (i === 0 && word.joined) };
    }),
  );
}

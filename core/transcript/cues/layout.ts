/**
 * How much text a subtitle holds and how fast it is read, by script. The figures and their sources are
 * those of the engine (transcript/layout.py): Netflix's Timed Text Style Guides, one per language
 * (https://partnerhelp.netflixstudios.com). Widths are in columns: half-width characters.
 */
import { codePoints } from './code-points.ts';
import { hasTwoColumns } from './east-asian-width.ts';
import { roundHalfEven } from './half-even.ts';
import { HAN, HANGUL, KANA, mayDivide, SOUTHEAST_ASIAN } from './scripts.ts';

/** Before each line of two speakers in one cue. */
export const DASH = '– ';

/** Which characters take two columns. `none`: every character takes one, marks too. */
type Wide = 'none' | 'wide' | 'wide-or-ambiguous';

const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]/u;

export class Layout {
  /** Columns per line. */
  readonly line: number;
  /** Columns per second that are read without hurry. */
  readonly speed: number;
  private readonly wide: Wide;

  constructor(line: number, speed: number, wide: Wide = 'none') {
    this.line = line;
    this.speed = speed;
    this.wide = wide;
  }

  /** Columns of two full lines and the blank that the line break replaces. */
  get cue(): number {
    return 2 * this.line + 1;
  }

  /** Columns for each of two speakers. */
  get half(): number {
    return this.line - this.width(DASH);
  }

  /** Columns of one character of a guide's figures: two where full-width characters take two. */
  get columnsPerCharacter(): number {
    return this.wide === 'wide-or-ambiguous' ? 2 : 1;
  }

  width(text: string): number {
    let columns = 0;
    for (const character of text) columns += this.columns(character);
    return columns;
  }

  /** In milliseconds. */
  readingTime(columns: number): number {
    return roundHalfEven((columns * 1000) / this.speed);
  }

  /** The word, or line-sized parts of a longer one. */
  pieces(word: string): string[] {
    const pieces: string[] = [];
    let left = codePoints(word);
    while (this.widthOf(left) > this.line) {
      const end = this.endOfLine(left);
      pieces.push(left.slice(0, end).join(''));
      left = left.slice(end);
    }
    return [...pieces, left.join('')];
  }

  private widthOf(characters: readonly string[]): number {
    return characters.reduce((sum, character) => sum + this.columns(character), 0);
  }

  /** Index after the last fitting character that may end a line; else after the last one. */
  private endOfLine(word: readonly string[]): number {
    let fits = 0;
    let columns = this.columns(word[0] ?? '');
    while (columns <= this.line) {
      fits += 1;
      columns += this.columns(word[fits] ?? '');
    }
    if (this.wide === 'none') return fits;
    for (let end = fits; end > 0; end--) {
      if (mayDivide(word[end - 1] ?? '', word[end] ?? '')) return end;
    }
    return fits;
  }

  private columns(character: string): number {
    if (this.wide === 'none') return 1;
    if (WITHOUT_WIDTH.test(character)) return 0;
    return hasTwoColumns(character, this.wide === 'wide-or-ambiguous') ? 2 : 1;
  }
}

/** And all scripts not listed below. */
export const LATIN = new Layout(42, 17);

const BY_SCRIPT: readonly (readonly [RegExp, Layout])[] = [
  [KANA, new Layout(2 * 13, 2 * 7, 'wide-or-ambiguous')],
  [HANGUL, new Layout(2 * 16, 2 * 12, 'wide-or-ambiguous')],
  [HAN, new Layout(2 * 16, 2 * 9, 'wide-or-ambiguous')],
  [SOUTHEAST_ASIAN, new Layout(35, 17, 'wide')],
];

/** Layout of a text; with mixed scripts, that with the shortest line. */
export function layoutOf(text: string): Layout {
  return BY_SCRIPT.find(([script]) => script.test(text))?.[1] ?? LATIN;
}

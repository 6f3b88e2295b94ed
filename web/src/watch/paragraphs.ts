/** Segments as paragraphs, while they come: one of another speaker, or after a pause, begins anew. */
import type { Schemas } from '../app/api.ts';

type Segment = Schemas['Segment'];

export interface Paragraph {
  /** Id of its first segment. */
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly speaker: string | undefined;
  readonly text: string;
}

const PAUSE_SECONDS = 2;
/** About five lines of reading; a paragraph ends with a sentence. */
const LONG = 420;
const TOO_LONG = 900;

export class Paragraphs {
  #all: Paragraph[] = [];

  /** @returns whether there was any text in them */
  add(segments: readonly Segment[]): boolean {
    const spoken = segments.filter(({ text }) => text.trim() !== '');
    for (const segment of spoken) this.#add(segment);
    return spoken.length > 0;
  }

  /** A new list; paragraphs that have not grown are the same objects. */
  all(): readonly Paragraph[] {
    return [...this.#all];
  }

  #add({ id, start, end, speaker, text }: Segment): void {
    const last = this.#all.at(-1);
    if (last === undefined || beginsAnew(last, { start, speaker })) {
      this.#all.push({ id, start, end, speaker, text: text.trim() });
    } else {
      this.#all[this.#all.length - 1] = { ...last, end, text: `${last.text} ${text.trim()}` };
    }
  }
}

function beginsAnew(last: Paragraph, next: Pick<Paragraph, 'start' | 'speaker'>): boolean {
  if (next.speaker !== last.speaker || next.start - last.end > PAUSE_SECONDS) return true;
  const isSentence = /[.!?…]["”’)]?$/.test(last.text);
  return last.text.length > (isSentence ? LONG : TOO_LONG);
}

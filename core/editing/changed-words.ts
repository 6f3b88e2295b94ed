/** Difference of a document to the machine's: words only, not paragraphs and speakers. */
import {
  isMachineWord,
  textOfWords,
  type EditedTranscript,
  type EditedWord,
} from './edited-transcript.ts';
import { spanOf, type Times } from './word-times.ts';

/** Words that stand between two that are as the machine wrote them. */
export interface Change extends Times {
  /** The machine's text, empty if words were inserted; and what stands there now, empty if removed. */
  readonly before: string;
  readonly after: string;
  /** Ids of the machine's words and of those now. */
  readonly machine: readonly string[];
  readonly words: readonly string[];
  /** The machine's word before and after; absent at the beginning and at the end. */
  readonly between: { readonly before?: string; readonly after?: string };
}

/** In the order of the text. Edits move no word, so what is kept is in the same order in both. */
export function changedWords(machine: EditedTranscript, document: EditedTranscript): Change[] {
  const now = document.paragraphs.flatMap(({ words }) => words);
  const kept = new Set(now.filter(isMachineWord).map(({ id }) => id));
  const changes = new Changes(now);
  for (const { words } of machine.paragraphs) {
    for (const word of words) {
      if (kept.has(word.id)) changes.keep(word);
      else changes.lose(word);
    }
  }
  return changes.end();
}

class Changes {
  private readonly found: Change[] = [];
  private readonly now: readonly EditedWord[];
  private at = 0;
  private gone: EditedWord[] = [];
  private last: string | undefined;

  constructor(now: readonly EditedWord[]) {
    this.now = now;
  }

  lose(word: EditedWord): void {
    this.gone.push(word);
  }

  keep({ id }: EditedWord): void {
    this.close(id);
    this.last = id;
    this.at += 1;
  }

  end(): Change[] {
    this.close(undefined);
    return this.found;
  }

  private close(next: string | undefined): void {
    const from = this.at;
    while (this.at < this.now.length && this.now[this.at]?.id !== next) this.at += 1;
    const fresh = this.now.slice(from, this.at);
    const [before, after] = [textOfWords(this.gone), textOfWords(fresh)];
    if (before !== after) {
      this.found.push({
        ...spanOf([...this.gone, ...fresh].toSorted((a, b) => a.start - b.start)),
        ...{ before, after },
        machine: this.gone.map(({ id }) => id),
        words: fresh.map(({ id }) => id),
        between: {
          ...(this.last !== undefined && { before: this.last }),
          ...(next !== undefined && { after: next }),
        },
      });
    }
    this.gone = [];
  }
}

/** What the keys of the editor do to the document. */
import type { Block } from '../read/document/block.ts';
import type { Reading } from '../read/reading.ts';
import { joinEdits, splitEdits } from './block-edits.ts';
import { Draft } from './draft.ts';
import type { Mending } from './mending.ts';

export class EditorActions {
  /** Index of the row. */
  index: number;
  private readonly reading: Reading;
  private readonly blockId: string;
  private readonly draft: Draft | undefined;
  private readonly mending: Mending | undefined;

  constructor(reading: Reading, block: Block, index: number) {
    this.reading = reading;
    this.blockId = block.id;
    this.index = index;
    this.mending = reading.manuscript.mending.peek();
    this.draft = this.mending && new Draft(this.mending, block);
  }

  caret(): number {
    return this.reading.editing.peek()?.caret ?? 0;
  }

  typed(): void {
    if (this.mending) this.mending.isTyping.value = true;
  }

  /** An empty text waits until the field is left: the words may be about to be typed anew. */
  store(text: string, isLeaving = true): void {
    if (text.trim() === '' && !isLeaving) return;
    this.draft?.store(text, () => this.block());
  }

  left(field: HTMLTextAreaElement): void {
    this.store(field.value);
    // Not when the window loses the focus, or when another block is edited already.
    if (document.hasFocus() && this.isEdited()) this.close();
  }

  follow(block: Block, field: HTMLTextAreaElement): void {
    const text = this.draft?.follow(block, field.value, () => this.block());
    if (text === undefined) return;
    const caret = field.selectionStart;
    field.value = text;
    field.setSelectionRange(caret, caret);
  }

  pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const field = event.currentTarget as HTMLTextAreaElement;
    const handled = this.actionOf(event, field);
    if (!handled) return;
    event.preventDefault();
    handled();
  }

  private actionOf(event: KeyboardEvent, field: HTMLTextAreaElement): (() => void) | undefined {
    const { key, ctrlKey, metaKey } = event;
    const isAtStart = field.selectionStart === 0 && field.selectionEnd === 0;
    if (key === 'Escape') return () => this.done(field.value);
    if (key === 'Enter') {
      return ctrlKey || metaKey ? () => this.hear(field) : () => this.split(field);
    }
    return key === 'Backspace' && isAtStart ? () => this.join(field.value) : undefined;
  }

  private done(text: string): void {
    this.store(text);
    this.close();
    this.reading.focusWanted.value = this.index;
  }

  /** From the word at the caret. */
  private hear(field: HTMLTextAreaElement): void {
    const block = this.block();
    const word = block?.words[block.wordAt(field.selectionStart)];
    if (word) this.reading.player.playFrom(word.start);
  }

  private split(field: HTMLTextAreaElement): void {
    const { value, selectionStart, selectionEnd } = field;
    const [left, right] = [value.slice(0, selectionStart).trim(), value.slice(selectionEnd).trim()];
    if (left === '') return;
    if (right === '') {
      this.done(value);
      this.reading.moveFocus(1);
      return;
    }
    this.store(`${left} ${right}`);
    const block = this.block();
    // The words between are those of the text now, so that letters are counted.
    const word = block?.words[firstWordAfter(block, lettersIn(left))];
    if (!block || !word) return;
    this.mending?.editIfPossible(splitEdits(block, word.id));
    this.open(this.index + 1, 0);
  }

  private join(text: string): void {
    this.store(text);
    const row = this.reading.rows.peek()[this.index - 1];
    const block = this.block();
    if (!block || row?.kind !== 'block') return;
    const caret = row.block.text.length + 1;
    this.mending?.editIfPossible(joinEdits(row.block, block));
    this.open(this.index - 1, caret);
  }

  private open(row: number, caret: number): void {
    const of = this.reading.rows.peek()[row];
    if (of?.kind !== 'block') return;
    this.reading.current.value = row;
    this.reading.editing.value = { blockId: of.id, caret };
  }

  private close(): void {
    this.reading.editing.value = undefined;
  }

  private isEdited(): boolean {
    return this.reading.editing.peek()?.blockId === this.blockId;
  }

  private block(): Block | undefined {
    return this.reading.blocks.peek().find(({ id }) => id === this.blockId);
  }
}

function lettersIn(text: string): number {
  return text.replaceAll(/\s+/gu, '').length;
}

/** Index of the first word that begins after so many letters. */
function firstWordAfter(block: Block, letters: number): number {
  let before = 0;
  return block.words.findIndex((word) => {
    const isAfter = before >= letters;
    before += word.text.length;
    return isAfter;
  });
}

/**
 * The text of a block while it is typed. Edits are worked out against the words that the text began
 * with, so that what others change in the same block meanwhile is not undone by it.
 */
import type { Block } from '../read/document/block.ts';
import { editsOf } from './difference.ts';
import type { Mending } from './mending.ts';

export class Draft {
  private readonly mending: Mending;
  private base: Block;
  private isOwn = false;

  constructor(mending: Mending, block: Block) {
    this.mending = mending;
    this.base = block;
  }

  isChanged(text: string): boolean {
    return normal(text) !== normal(this.base.text);
  }

  /** Makes edits of what was typed. `current` reads the block as it is then. */
  store(text: string, current: () => Block | undefined): void {
    this.mending.isTyping.value = false;
    if (!this.isChanged(text)) return;
    this.isOwn = true;
    this.mending.editIfPossible(editsOf(this.base.paragraphs, text));
    this.isOwn = false;
    this.base = current() ?? this.base;
  }

  /** The text to show once the block was changed by others; undefined: only what was typed here. */
  follow(block: Block, text: string, current: () => Block | undefined): string | undefined {
    if (this.isOwn || block === this.base) return undefined;
    if (this.isChanged(text)) this.store(text, current);
    const now = current() ?? block;
    this.base = now;
    return normal(now.text) === normal(text) ? undefined : now.text;
  }
}

function normal(text: string): string {
  return text.trim().replaceAll(/\s+/gu, ' ');
}

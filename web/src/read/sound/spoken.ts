/** The word that is spoken now, looked up once a frame while the sound plays, and after a seek. */
import { effect, signal } from '@preact/signals';
import type { SpokenWord, WordIndex } from '../document/word-index.ts';
import type { Player } from './player.ts';

export class Spoken {
  readonly word = signal<SpokenWord | undefined>(undefined);
  private readonly player: Player;
  private readonly index: () => WordIndex;
  private frame = 0;

  /** @param index of the text as it is now */
  constructor(player: Player, index: () => WordIndex) {
    this.player = player;
    this.index = index;
  }

  /** Until the function that it returns is called. */
  watch(): () => void {
    const { player } = this;
    const stop = effect(() => {
      cancelAnimationFrame(this.frame);
      if (player.isPlaying.value) this.tick();
    });
    const stopSeeks = player.seeks.subscribe((count) => {
      if (count > 0) this.look();
    });
    return () => {
      cancelAnimationFrame(this.frame);
      stop();
      stopSeeks();
    };
  }

  private readonly tick = (): void => {
    this.look();
    this.frame = requestAnimationFrame(this.tick);
  };

  private look(): void {
    const now = this.index().at(this.player.time);
    if (now?.word !== this.word.peek()?.word) this.word.value = now;
  }
}

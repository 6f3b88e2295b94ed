/**
 * Holds one speaker's words until no later word can change how they are cut into blocks (the engine's
 * speaker_track.py).
 */
import { blockOf, SHORTEST, type Block } from './block.ts';
import { Cutter, type Speaks } from './cutter.ts';
import { spokenWords, type Spoken, type SpokenSegment } from './spoken-words.ts';

/** ms; a block never spans a longer silence. */
const PAUSE = 1500;
/** Cues of text after a cut that can still move it. */
const AHEAD = 3;
/** Cues of text held at most, also if the stream's time stands still. */
const MOST = 16;

/** Words up to a long pause. `isOver`: that pause is certain. */
interface Run {
  count: number;
  isOver: boolean;
}

/** `settled` (ms): no speaker has later words that start before it. */
export class SpeakerTrack {
  private readonly speaker: string | undefined;
  private words: Spoken[] = [];
  private heard: { start: number; end: number }[] = [];
  private lastStart = 0;
  private lastText = '';

  constructor(speaker: string | undefined) {
    this.speaker = speaker;
  }

  add(segment: SpokenSegment, settled: number): void {
    const notBefore = Math.max(settled, this.lastStart);
    for (const word of spokenWords(segment, notBefore, this.lastText)) {
      this.words.push(word);
      this.lastStart = word.start;
      this.lastText = word.text;
      // Its line stands at least that long.
      this.hear(word.start, Math.max(word.end, word.start + SHORTEST));
    }
  }

  private hear(start: number, end: number): void {
    const latest = this.heard.at(-1);
    if (latest && start <= latest.end) latest.end = Math.max(end, latest.end);
    else this.heard.push({ start, end });
  }

  /** No later block starts before this (ms). */
  nextStart(settled: number): number {
    return this.words[0]?.start ?? settled;
  }

  speaks(start: number, end: number): boolean {
    return this.heard.some((one) => one.start < end && start < one.end);
  }

  /** Drops speech that ended before this (ms); `speaks` is not asked about it any more. */
  forget(before: number): void {
    this.heard = this.heard.filter(({ end }) => end >= before);
  }

  /** The blocks that are final. */
  blocks(settled: number, interrupted: Speaks): Block[] {
    const blocks: Block[] = [];
    while (this.words.length > 0) {
      const cuts = this.finalCuts(settled, interrupted);
      if (cuts.length === 0) break;
      for (const [nth, cut] of cuts.entries()) {
        blocks.push(blockOf(this.speaker, this.words.slice(cuts[nth - 1] ?? 0, cut)));
      }
      this.words = this.words.slice(cuts.at(-1));
    }
    return blocks;
  }

  /** A change of layout also ends a run: its words share no cue. */
  private firstRun(settled: number): Run {
    for (const [index, word] of this.words.entries()) {
      const following = this.words[index + 1];
      if (!following) return { count: index + 1, isOver: settled - word.end > PAUSE };
      if (following.start - word.end > PAUSE || following.layout !== word.layout) {
        return { count: index + 1, isOver: true };
      }
    }
    return { count: 0, isOver: false };
  }

  private finalCuts(settled: number, interrupted: Speaks): number[] {
    const { count, isOver } = this.firstRun(settled);
    const words = this.words.slice(0, count);
    // Twice: each word is cut about twice.
    if (!isOver && cuesIn(words) < 2 * AHEAD) return [];
    const isCrowded = cuesIn(this.words) > MOST;
    // Another speaker may still interrupt what ends later than this.
    const isOpen = (word: Spoken | undefined) =>
      word !== undefined && word.end > settled && !isCrowded;
    if (isOpen(words[0])) return [];
    const cuts = new Cutter(words, interrupted).cut();
    const open = cuts.findIndex(
      (cut) => (!isOver && cuesIn(words.slice(cut)) < AHEAD) || isOpen(words[cut - 1]),
    );
    return open < 0 ? cuts : cuts.slice(0, open);
  }
}

/** Number of full cues that the words would fill. */
function cuesIn(words: readonly Spoken[]): number {
  return words.reduce(
    (sum, { width, joined, layout }) => sum + (width + (joined ? 0 : 1)) / layout.cue,
    0,
  );
}

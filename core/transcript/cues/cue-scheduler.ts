/**
 * Schedules blocks, in order of time, as cues (the engine's cue_times.py): start, end, and which two
 * speakers share one. cue-end.ts fits the last ones into the file.
 */
import { COMFORTABLE, LONGEST, linesOf, SHORTEST, type Block } from './block.ts';
import { fitted, type Timed } from './cue-end.ts';
import { DASH } from './layout.ts';
import { roundHalfEven } from './half-even.ts';

/** Cues held at most, also if the stream's time stands still. */
const MOST_HELD = 6;
/** ms on screen after the last word, as word ends are rather early. */
const LINGER = 200;

/** A cue without an end yet. Milliseconds. */
interface OpenCue {
  start: number;
  blocks: readonly [Block, ...Block[]];
  lines: readonly string[];
}

/** One cue at a time. Two speakers may share one; otherwise a block that is too early waits. */
export class CueScheduler {
  private open: OpenCue | undefined;
  /** ms from which the screen is free. */
  private free = 0;
  private over: Timed[] = [];
  /** ms; end of the last cue that was emitted. */
  private lastEnd = 0;

  add(block: Block): void {
    const dialogue = this.open && dialogueOf(this.open, block);
    if (dialogue) {
      this.open = dialogue;
      return;
    }
    this.end(block.start);
    const start = Math.max(block.start, this.free);
    this.open = { start, blocks: [block], lines: linesOf(block) };
  }

  /** Emits the cues that are final if no block starts before `nextStart` (ms). */
  settle(nextStart: number): Timed[] {
    if (this.open && wantedEnd(this.open) <= nextStart) this.end(nextStart);
    const count = this.over.findIndex(
      ({ end }, index) => end + SHORTEST > nextStart && this.over.length - index <= MOST_HELD,
    );
    const emitted = this.over.splice(0, count < 0 ? this.over.length : count);
    this.lastEnd = emitted.at(-1)?.end ?? this.lastEnd;
    return emitted;
  }

  /** The rest. `fileEnd`: ms; no cue ends later. */
  finish(fileEnd: number): Timed[] {
    this.end(Infinity);
    const rest = fitted(this.over, this.lastEnd, fileEnd);
    this.over = [];
    return rest;
  }

  private end(nextStart: number): void {
    if (!this.open) return;
    const timed = timedOf(this.open, nextStart);
    this.open = undefined;
    this.free = timed.end;
    this.over.push(timed);
  }
}

function readingTime({ blocks, lines }: OpenCue): number {
  const { layout } = blocks[0];
  const columns = lines.reduce((sum, line) => sum + layout.width(line), 0);
  return Math.max(SHORTEST, layout.readingTime(columns));
}

/** End if no cue follows. */
function wantedEnd(cue: OpenCue): number {
  const spoken = Math.max(...cue.blocks.map(({ end }) => end)) + LINGER;
  const read = cue.start + Math.max(COMFORTABLE, readingTime(cue));
  return Math.min(Math.max(spoken, read), cue.start + LONGEST);
}

/** Ends at the wanted end, or at `nextStart` (ms) if earlier, after SHORTEST at least. */
function timedOf(cue: OpenCue, nextStart: number): Timed {
  const { start, lines, blocks } = cue;
  const end = Math.max(start + SHORTEST, Math.min(wantedEnd(cue), nextStart));
  const speakers = lines.map((_, nth) => (blocks[nth] ?? blocks[0]).speaker);
  return { said: blocks[0].start, start, end: roundHalfEven(end), lines, speakers };
}

/** Both speakers in one cue; undefined if they fit one after the other, or there is no room. */
function dialogueOf(cue: OpenCue, block: Block): OpenCue | undefined {
  const [first] = cue.blocks;
  if (cue.blocks.length > 1 || block.speaker === first.speaker) return undefined;
  const isLater = block.start >= cue.start + readingTime(cue);
  if (isLater || block.end - cue.start > LONGEST) return undefined;
  const both = [first, block] as const;
  if (both.some(({ layout, text }) => layout.width(text) > layout.half)) return undefined;
  return { ...cue, blocks: both, lines: both.map(({ text }) => DASH + text) };
}

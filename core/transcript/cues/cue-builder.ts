/**
 * Builds subtitle cues from segments (the engine's cues.py, class by class, so that both give the same
 * cues): a cue begins with its first word. If the next one is due within 0.8 s, both share a cue if they
 * fit; else the later one waits for the 0.8 s, and the delay is recovered with the next longer cue.
 */
import type { Block } from './block.ts';
import type { Timed } from './cue-end.ts';
import { CueScheduler } from './cue-scheduler.ts';
import type { Speaks } from './cutter.ts';
import { milliseconds } from './half-even.ts';
import { SpeakerTrack } from './speaker-track.ts';
import type { SpokenSegment } from './spoken-words.ts';

/** Takes segments sorted by start, of one or more speakers; a late one is shown late. */
export class CueBuilder {
  private readonly tracks = new Map<string | undefined, SpeakerTrack>();
  private readonly scheduler = new CueScheduler();
  /** ms; no later segment starts before. */
  private settled = 0;
  /** By start, then arrival. */
  private blocks: Block[] = [];

  /** Cues that no later segment can change, in order. */
  add(segment: SpokenSegment): Timed[] {
    this.settled = Math.max(this.settled, milliseconds(segment.start));
    const track = this.tracks.get(segment.speaker) ?? new SpeakerTrack(segment.speaker);
    this.tracks.set(segment.speaker, track);
    track.add(segment, this.settled);
    return this.advance(this.settled);
  }

  /** The rest. @param durationSeconds of the file: no cue ends later; undefined if unknown */
  finish(durationSeconds?: number): Timed[] {
    const cues = this.advance(Infinity);
    return [...cues, ...this.scheduler.finish(wholeHundredths(durationSeconds))];
  }

  private advance(settled: number): Timed[] {
    for (const [speaker, track] of this.tracks) {
      for (const block of track.blocks(settled, this.interrupts(speaker))) this.push(block);
    }
    const tracks = [...this.tracks.values()];
    const nextStart = tracks.reduce(
      (least, track) => Math.min(least, track.nextStart(settled)),
      Infinity,
    );
    const next = this.blocks.findIndex(({ start }) => start > nextStart);
    const due = this.blocks.splice(0, next < 0 ? this.blocks.length : next);
    for (const block of due) this.scheduler.add(block);
    const cues = nextStart < Infinity ? this.scheduler.settle(nextStart) : [];
    for (const track of tracks) track.forget(nextStart);
    return cues;
  }

  private push(block: Block): void {
    const after = this.blocks.findLastIndex(({ start }) => start <= block.start);
    this.blocks.splice(after + 1, 0, block);
  }

  private interrupts(speaker: string | undefined): Speaks {
    const others = [...this.tracks].flatMap(([who, track]) => (who === speaker ? [] : [track]));
    return (start, end) => others.some((track) => track.speaks(start, end));
  }
}

/** -> ms, rounded down to the hundredths of a second of a reported duration; infinite if unknown. */
function wholeHundredths(seconds: number | undefined): number {
  if (seconds === undefined) return Infinity;
  const hundredths = Math.round(seconds * 100);
  return 10 * (hundredths / 100 <= seconds ? hundredths : hundredths - 1);
}

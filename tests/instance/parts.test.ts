import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Cue, Segment, TranscriptPart, Word } from '../../core/transcript/transcript.ts';
import { PartWriter } from '../../userdata/agent/part-writer.ts';
import { PartCutter } from '../../userdata/agent/parts.ts';
import { FakeClock } from './fake-clock.ts';

const START = Date.parse('2026-03-01T12:00:00Z');

function segment(id: number): Segment {
  return { id, start: id, end: id + 0.5, text: `ord ${id}`, confidence: 1, flags: [] };
}

function word(id: number): Word {
  return { start: id, end: id + 0.5, word: `ord ${id}`, probability: 1 };
}

function cue(id: number): Cue {
  return { start: id, end: id + 0.5, lines: [`ord ${id}`] };
}

describe('a part is due', () => {
  test('at once for the first segment, then after ten seconds', () => {
    const cutter = new PartCutter(START);
    expect(cutter.due(START)).toBe(false);
    cutter.addSegment(segment(0), []);
    expect(cutter.due(START)).toBe(true);
    cutter.cut(START + 100);
    cutter.addSegment(segment(1), []);
    expect(cutter.due(START + 10_099)).toBe(false);
    expect(cutter.due(START + 10_100)).toBe(true);
  });

  test('at 200 segments, however fast they come', () => {
    const cutter = new PartCutter(START);
    cutter.addSegment(segment(0), []);
    cutter.cut(START);
    for (let id = 1; id <= 199; id++) cutter.addSegment(segment(id), []);
    expect(cutter.due(START)).toBe(false);
    cutter.addSegment(segment(200), []);
    expect(cutter.due(START)).toBe(true);
  });

  test('for the subtitles of a last segment, when they come late', () => {
    const cutter = new PartCutter(START);
    cutter.addSegment(segment(0), []);
    cutter.cut(START);
    expect(cutter.due(START + 60_000)).toBe(false);
    cutter.addCue(cue(0));
    expect(cutter.due(START + 60_000)).toBe(true);
    expect(cutter.cut(START + 60_000)).toMatchObject({ segments: [], cues: [cue(0)] });
  });

  test('for progress through a long silence, and not if nothing moved', () => {
    const cutter = new PartCutter(START);
    expect(cutter.due(START + 60_000)).toBe(false);
    cutter.addProgress({ transcribedSeconds: 30, durationSeconds: 300, fraction: 0.1 });
    expect(cutter.due(START + 60_000)).toBe(true);
    expect(cutter.cut(START + 60_000)).toEqual({
      part: 1,
      before: { segments: 0, words: 0, cues: 0 },
      segments: [],
      cues: [],
      transcribedSeconds: 30,
      durationSeconds: 300,
      fraction: 0.1,
    });
  });
});

test('parts lose nothing, repeat nothing, keep the order and are numbered from 1', () => {
  const step = fc.record({ segments: fc.nat(150), waitMs: fc.nat(15_000), progress: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (story) => {
      const cutter = new PartCutter(START);
      const parts: TranscriptPart[] = [];
      let now = START;
      let next = 0;
      for (const { segments, waitMs, progress } of story) {
        now += waitMs;
        for (let n = 0; n < segments; n++, next++) {
          cutter.addSegment(segment(next), [word(next)]);
          // A cue is held back until the next segment has come.
          if (next > 0) cutter.addCue(cue(next - 1));
        }
        if (progress) {
          cutter.addProgress({ transcribedSeconds: next, durationSeconds: null, fraction: 0 });
        }
        if (cutter.due(now)) parts.push(cutter.cut(now));
      }
      parts.push(cutter.cut(now));
      const ids = Array.from({ length: next }, (_, id) => id);
      expect(parts.flatMap((part) => part.segments.map(({ id }) => id))).toEqual(ids);
      expect(parts.flatMap((part) => part.words ?? [])).toEqual(ids.map(word));
      expect(parts.flatMap((part) => part.cues)).toEqual(ids.slice(0, -1).map(cue));
      expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1));
      const times = parts.map(({ transcribedSeconds }) => transcribedSeconds);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }),
  );
});

test('one part is written at a time; what comes meanwhile goes into the next', async () => {
  const clock = new FakeClock();
  const cutter = new PartCutter(clock.now());
  const written: TranscriptPart[] = [];
  const gate = Promise.withResolvers<unknown>();
  const onFailure = (error: unknown) => {
    throw error;
  };
  const write = async (part: TranscriptPart) => {
    written.push(part);
    await gate.promise;
  };
  const writer = new PartWriter({ cutter, write, onFailure, clock });
  const hear = (id: number) => {
    cutter.addSegment(segment(id), []);
    writer.wake();
  };

  hear(0);
  for (let id = 1; id <= 250; id++) hear(id);
  expect(written).toHaveLength(1);
  gate.resolve(undefined);
  await writer.idle();

  expect(written.map((part) => part.segments.length)).toEqual([1, 250]);
});

test('a part that cannot be written is told', async () => {
  const clock = new FakeClock();
  const cutter = new PartCutter(clock.now());
  const told: unknown[] = [];
  const broken = new Error('no space');
  const writer = new PartWriter({
    cutter,
    write: () => Promise.reject(broken),
    onFailure: (error) => told.push(error),
    clock,
  });
  cutter.addSegment(segment(0), []);
  writer.wake();
  await writer.idle();
  expect(told).toEqual([broken]);
});

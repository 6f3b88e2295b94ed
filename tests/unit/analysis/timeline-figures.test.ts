/** The plot of two models on one machine shows who works when. */
import { expect, test } from 'vitest';
import { timelineFigures } from '../../../bench/analysis/timeline/figures.ts';
import { ratioComplaints, ratios } from '../../../bench/analysis/timeline/ratios.ts';
import { JobRecord } from '../../../bench/analysis/timeline/record.ts';

const at = (second: number) =>
  new Date(Date.UTC(2026, 10, 30, 9, 0, 0, second * 1000)).toISOString();
const event = (what: string, second: number) => ({ what, at: at(second), attempt: 1, detail: {} });

const record = JobRecord.parse({
  title: 'a job',
  createdAt: at(0),
  events: [
    event('instance-launched', 0.5),
    event('booted', 1),
    event('processing', 1.2),
    event('model-ready', 2),
    event('audio-ready', 2.1),
    event('first-segment', 3),
    event('transcribed', 9),
  ],
  questions: [
    { name: '0-all-0', at: at(14), seconds: 1 },
    { name: '0-0', at: at(6), seconds: 2 },
    { name: '1-0', at: at(6), seconds: 1.5 },
  ],
  analyses: [{ preset: 'summary', completedAt: at(14.2) }],
  webhooks: [{ event: 'job.transcript.completed', at: at(9.5) }],
});

test('phases of the machine and the engine are where the events say', () => {
  expect(timelineFigures(record).bars).toEqual(
    expect.arrayContaining([
      { lane: 'machine', kind: 'boot', from: 0.5, to: 1 },
      { lane: 'engine', kind: 'load', from: 1, to: 2 },
      { lane: 'engine', kind: 'transcribe', from: 2.1, to: 9 },
    ]),
  );
});

test('the language model does one thing after the other, each as long as it worked', () => {
  const bars = timelineFigures(record).bars.filter(({ lane }) => lane === 'language model');
  expect(bars).toEqual([
    { lane: 'language model', kind: 'chapters', from: 4, to: 6 },
    { lane: 'language model', kind: 'chapters', from: 6, to: 7.5 },
    { lane: 'language model', kind: 'reduce', from: 13, to: 14 },
  ]);
});

test('what happened at a moment is marked, in order, and inside the picture', () => {
  const { marks, seconds } = timelineFigures(record);
  expect(marks.map(({ label, at: second }) => [label, second])).toEqual([
    ['first segment', 3],
    ['job.transcript.completed', 9.5],
    ['summary written', 14.2],
  ]);
  expect(seconds).toBe(14.2);
});

test('a job without a program for analyses has no bar of one', () => {
  const bare = timelineFigures({ ...record, questions: [], analyses: [] });
  expect(bare.bars.map(({ lane }) => lane)).not.toContain('language model');
});

test('ratios are those of the transcript, and of both over the slower', () => {
  const alone = { transcriptSeconds: 10, analysisSeconds: 20 };
  const good = ratios(alone, { transcriptSeconds: 10.5, totalSeconds: 21 });
  expect(good).toEqual({ transcript: 1.05, total: 1.05 });
  expect(ratioComplaints(good)).toEqual([]);
  const bad = ratios(alone, { transcriptSeconds: 12, totalSeconds: 31 });
  expect(ratioComplaints(bad)).toHaveLength(2);
});

/** What the engine knows of the audio, in what the agent writes and reports. */
import { expect, test } from 'vitest';
import { AttemptTracks } from '../../core/audio/tracks.ts';
import { Transcript, type CoverageSpan } from '../../core/transcript/transcript.ts';
import { runAgent } from './agent-in-process.ts';
import type { FakeAws } from './fake-aws.ts';
import { resultOf, scene, uploaded, written } from './agent-run.ts';
import { covered, done, heard, segment, steps } from './steps.ts';

const TEXT = { kind: 'text' } as const;
const LOST = { kind: 'untranscribed', reason: 'no_text' } as const;
const OPTIONS = { model: 'tiny', language: 'sv', words: false, channels: 'mix' } as const;
const TRACKS = 'attempts/001/tracks.json';

function transcript(fakeAws: FakeAws): Transcript {
  return Transcript.parse(JSON.parse(written(fakeAws, 'json')));
}

test('every second is in the transcript, and none in what is reported', async () => {
  await using on = await scene();
  const { fakeAws } = on;
  fakeAws.audio = steps(
    ...[segment(0, 'Hej.'), covered(0, 2, TEXT), covered(2, 2.8, { kind: 'silence' })],
    ...[covered(2.8, 4.1, LOST), done(1, { flags: ['incomplete', 'a flag of tomorrow'] })],
  );

  await runAgent(on);

  expect(transcript(fakeAws)).toMatchObject({
    coverage: [
      { start: 0, end: 2, kind: 'text' },
      { start: 2, end: 2.8, kind: 'silence' },
      { start: 2.8, end: 4.1, kind: 'untranscribed', reason: 'no_text' },
    ],
    flags: ['incomplete', 'a flag of tomorrow'],
  });
  const { flags, ...result } = resultOf(fakeAws);
  expect(flags).toEqual(['incomplete', 'a flag of tomorrow']);
  expect(JSON.stringify(result)).not.toContain('coverage');
});

test('twelve hours of spans, as many as there can be: all of them, and a report as small as ever', async () => {
  await using on = await scene();
  const { fakeAws } = on;
  const spans = Array.from({ length: 25_000 }, (_, n): CoverageSpan => {
    return { start: n * 1.7, end: (n + 1) * 1.7, kind: n % 2 ? 'silence' : 'text' };
  });
  const said = spans.map(({ start, end, kind }) => covered(start, end, { kind }));
  fakeAws.audio = steps(segment(0, 'Hej.'), ...said, done(1, { durationSeconds: 42_500 }));

  await runAgent(on);

  expect(transcript(fakeAws).coverage).toEqual(spans);
  expect(Buffer.byteLength(JSON.stringify(resultOf(fakeAws)))).toBeLessThan(4096);
});

test('an engine that crashed and tells all again is heard once', async () => {
  await using on = await scene();
  const { fakeAws } = on;
  fakeAws.audio = steps(
    ...[...heard(0, 'ett'), covered(0, 2, TEXT), { once: { kill: 9 } }],
    ...[...heard(1, 'två'), covered(2, 4, TEXT), done(2)],
  );

  await runAgent(on);

  expect(transcript(fakeAws).coverage).toEqual([
    { start: 0, end: 2, kind: 'text' },
    { start: 2, end: 4, kind: 'text' },
  ]);
});

test('an engine that knows nothing of it leaves nothing of it', async () => {
  await using on = await scene();
  const { fakeAws } = on;
  const tracks = [{ index: 0, codec: 'aac', channels: 1, heard: true }];
  fakeAws.audio = steps(segment(0, 'Hej.'), done(1, { truncated: false, flags: [], tracks }));

  await runAgent(on);

  const fields = Object.keys(transcript(fakeAws));
  expect(fields.filter((name) => ['coverage', 'flags', 'audio'].includes(name))).toEqual([]);
  const reported = Object.keys(resultOf(fakeAws));
  expect(reported.filter((name) => ['flags', 'tracks'].includes(name))).toEqual([]);
  expect(fakeAws.uploads.filter(({ key }) => key.endsWith(TRACKS))).toEqual([]);
});

test('the track that the job asks for is asked of the engine, and the tracks are told without the report', async () => {
  await using on = await scene();
  const { fakeAws, machine } = on;
  const tracks = Array.from({ length: 40 }, (_, index) => ({
    ...{ index, codec: 'aac', channels: 2, language: 'swe', title: `Spår ${'å'.repeat(500)}` },
    heard: index === 39,
  }));
  fakeAws.audio = steps(segment(0, 'Hej.'), done(1, { truncated: true, tracks }));
  fakeAws.order = { options: { ...OPTIONS, track: 39 } };

  await runAgent(on);

  expect((await machine.engineRequest()).track).toBe(39);
  expect(transcript(fakeAws).audio).toEqual({ truncated: true, tracks });
  const told = AttemptTracks.parse(JSON.parse(uploaded(fakeAws, TRACKS)));
  expect(told.tracks).toHaveLength(32);
  expect(told.tracks.at(-1)).toMatchObject({ index: 39, heard: true });
  const result = resultOf(fakeAws);
  expect(result).toMatchObject({ truncated: true, tracks: 40 });
  expect(JSON.stringify(result)).not.toContain('Spår');
});

test('a job that asks for no track asks as jobs did before there were any', async () => {
  await using on = await scene();
  const { fakeAws, machine } = on;
  fakeAws.audio = steps(segment(0, 'Hej.'), done(1));
  fakeAws.order = { options: { ...OPTIONS, track: 'mix' } };
  await runAgent(on);
  expect((await machine.engineRequest()).track).toBe('mix');

  await using plain = await scene();
  plain.fakeAws.audio = fakeAws.audio;
  await runAgent(plain);
  expect(Object.keys(await plain.machine.engineRequest())).not.toContain('track');
});

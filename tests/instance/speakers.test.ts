import { expect, test } from 'vitest';
import { mkdir, readdir } from 'node:fs/promises';
import { NO_PARTS, Transcript, TranscriptPart } from '../../core/transcript/transcript.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { engineCommand } from '../../userdata/agent/engine-command.ts';
import { readSpeakersLine } from '../../userdata/agent/speakers-file.ts';
import { runAgent } from './agent-in-process.ts';
import { failureOf, resultOf, scene, written, type AgentRun } from './agent-run.ts';
import { analyses, analysisScene } from './analysis-scene.ts';
import type { FakeAws } from './fake-aws.ts';
import { done, heard, segment, speakers, spoken, spokenCue, steps } from './steps.ts';

const ASKED = { model: 'tiny', language: 'sv', words: true, channels: 'mix' } as const;
const WITH_SPEAKERS: Partial<WorkOrder> = { options: { ...ASKED, speakers: 'auto' } };

/** Two windows of speech, and their voices. */
const LIVE = [
  ...[{ voice: 0 }, ...heard(0, 'Hej du. Hej.')],
  ...[{ voice: 1 }, ...heard(1, 'Vi börjar.')],
];
/** The first segment turns out to be two. */
const FINAL = [
  speakers('S1', 'S2'),
  ...[
    spoken(0, 'S1', 'Hej du.'),
    spoken(1, 'S2', 'Hej.'),
    spokenCue(0, ['S1', '– Hej du.'], ['S2', '– Hej.']),
  ],
  ...[spoken(2, 'S1', 'Vi börjar.'), spokenCue(1, ['S1', 'Vi börjar.'])],
];
const THREE = done(3, { durationSeconds: 6 });

async function speakersScene(): Promise<AgentRun> {
  const on = await scene();
  on.fakeAws.order = WITH_SPEAKERS;
  on.fakeAws.audio = steps(...LIVE, ...FINAL, THREE);
  return on;
}

function transcript(fakeAws: FakeAws): Transcript {
  return Transcript.parse(JSON.parse(written(fakeAws, 'json')));
}

/** Text of every piece of voices, by attempt and name. */
function voices({ uploads }: FakeAws): Map<string, string> {
  const found = uploads.filter(({ key }) => key.includes('/speakers/'));
  return new Map(found.map(({ key, text }) => [key.replace(/.*\/attempts\//, ''), text]));
}

test('documents say who speaks; parts are as they were heard', async () => {
  await using on = await speakersScene();

  await runAgent(on);

  expect(await on.machine.engineRequest()).toMatchObject({ speakers: 'auto' });
  expect(resultOf(on.fakeAws).segments).toBe(3);
  const made = transcript(on.fakeAws);
  expect(made.segments).toMatchObject([
    { id: 0, speaker: 'S1', text: 'Hej du.' },
    { id: 1, speaker: 'S2', text: 'Hej.' },
    { id: 2, speaker: 'S1', text: 'Vi börjar.' },
  ]);
  expect(made.words?.map(({ word, speaker }) => [word, speaker])).toEqual([
    ['Hej du.', 'S1'],
    ['Hej.', 'S2'],
    ['Vi börjar.', 'S1'],
  ]);
  expect(made.speakers).toEqual([
    { id: 'S1', seconds: 2, turns: 1, firstHeard: 0 },
    { id: 'S2', seconds: 2, turns: 1, firstHeard: 2 },
  ]);
  expect(made.speakersUncertain).toBeUndefined();
  expect(made.text).toBe('Hej du. Hej. Vi börjar.');
  expect(written(on.fakeAws, 'txt')).toBe('S1: Hej du.\nS2: Hej.\nS1: Vi börjar.\n');
  expect(written(on.fakeAws, 'srt')).toContain(
    '00:00:00,000 --> 00:00:02,000\n– Hej du.\n– Hej.\n',
  );
  expect(written(on.fakeAws, 'vtt')).toContain('<v S1>– Hej du.</v>\n<v S2>– Hej.\n');
  expect(written(on.fakeAws, 'vtt')).toContain('<v S1>Vi börjar.\n');
  const parts = on.fakeAws.uploads.filter(({ key }) => key.includes('/parts/'));
  const live = parts.flatMap(({ text }) => TranscriptPart.parse(JSON.parse(text)).segments);
  expect(live[0]?.text).toBe('Hej du. Hej.');
  expect(live.map(({ speaker }) => speaker)).toEqual(live.map(() => undefined));
});

test('a job that does not ask has nothing of it, and the engine is not asked', async () => {
  await using on = await scene();
  on.fakeAws.audio = steps(segment(0, 'Hej.'), done(1));

  await runAgent(on);

  const request = await on.machine.engineRequest();
  for (const name of ['speakers', 'review', 'vocabulary']) {
    expect(request).not.toHaveProperty(name);
    expect(transcript(on.fakeAws)).not.toHaveProperty(name);
  }
  expect(voices(on.fakeAws).size).toBe(0);
});

test('where it cannot be found out, the transcript is without speakers, and says so', async () => {
  await using on = await speakersScene();
  const unavailable = 'The networks are not on this machine; the transcript is without speakers.';
  on.fakeAws.audio = steps(
    ...[...LIVE, { say: { event: 'speakers', speakers: [], unavailable } }],
    done(2, { flags: ['speakers_unavailable'] }),
  );

  const output = await runAgent(on);

  expect(output).toContain(unavailable);
  expect(resultOf(on.fakeAws)).toMatchObject({ segments: 2, flags: ['speakers_unavailable'] });
  const made = transcript(on.fakeAws);
  expect(made.flags).toEqual(['speakers_unavailable']);
  expect(made).not.toHaveProperty('speakers');
  expect(written(on.fakeAws, 'txt')).toBe('Hej du. Hej.\nVi börjar.\n');
  expect(written(on.fakeAws, 'vtt')).not.toContain('<v');
});

test('an uncertain count is marked', async () => {
  await using on = await speakersScene();
  const flags = ['speakers_uncertain'];
  on.fakeAws.audio = steps(...LIVE, ...FINAL, done(3, { flags }));

  await runAgent(on);

  expect(transcript(on.fakeAws)).toMatchObject({ flags, speakersUncertain: true });
});

test('places to hear again and the report of the word list are in the transcript', async () => {
  await using on = await scene();
  const places = [{ start: 1, end: 1.4, word: 'inte', reason: 'negation', score: 0.8 }];
  const report = {
    heard: [{ entry: 'Karolinska', start: 3 }],
    replaced: [{ from: 'gran', to: 'Grahn', start: 5, end: 5.4 }],
    refused: [{ entry: 'og', because: 'it is too short to be told by sound' }],
  };
  on.fakeAws.order = { options: { ...ASKED, review: true, vocabulary: ['Karolinska', 'Grahn'] } };
  on.fakeAws.audio = steps(
    segment(0, 'Hej.'),
    { say: { event: 'review', places } },
    { say: { event: 'vocabulary', report } },
    done(1),
  );

  await runAgent(on);

  expect(await on.machine.engineRequest()).toMatchObject({
    review: true,
    vocabulary: ['Karolinska', 'Grahn'],
  });
  expect(transcript(on.fakeAws)).toMatchObject({ review: places, vocabularyReport: report });
});

test('the next machine goes on with the same voices, and writes the same documents', async () => {
  await using whole = await speakersScene();
  await runAgent(whole);
  await using first = await speakersScene();
  first.fakeAws.audio = steps(...LIVE.slice(0, 4), { hang: true });
  const ending = runAgent(first);
  await first.fakeAws.until(() => first.fakeAws.uploads.some(({ key }) => key.includes('/parts/')));
  first.fakeAws.spotNotice = new Date().toISOString();
  await ending;
  expect(failureOf(first.fakeAws).code).toBe('SpotInterrupted');
  const left = voices(first.fakeAws);
  expect([...left.keys()]).toEqual(['001/speakers/00000.jsonl']);

  await using next = await speakersScene();
  const { fakeAws, machine } = next;
  fakeAws.pieces = [...left.values()];
  const resume = { checkpoint: [], speakers: fakeAws.pieceUrls, parts: NO_PARTS };
  fakeAws.order = { ...WITH_SPEAKERS, attempt: 2, resume };
  await runAgent(next);

  const given = (await machine.voicesGiven())?.trimEnd().split('\n') ?? [];
  expect(given.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { speakers: 1 },
    { window: 0 },
  ]);
  for (const format of ['txt', 'srt', 'vtt'] as const) {
    expect(written(fakeAws, format)).toBe(written(whole.fakeAws, format));
  }
  expect(transcript(fakeAws)).toEqual(transcript(whole.fakeAws));
});

test.each(['{}', '[]', '{"window": -1}', '{"window": "0"}', '{"checkpoint": 1}', '{"speak'])(
  'no line of voices: %s',
  (text) => {
    expect(readSpeakersLine(text)).toBeUndefined();
  },
);

test('an engine that crashes goes on with its own voices', async () => {
  await using on = await speakersScene();
  on.fakeAws.audio = steps(
    ...[...LIVE.slice(0, 4), { once: { exit: 1 } } as const, ...LIVE.slice(4)],
    ...[...FINAL, THREE],
  );

  await runAgent(on);

  expect(await on.machine.voicesGiven()).toContain('"window": 0');
  expect(written(on.fakeAws, 'txt')).toBe('S1: Hej du.\nS2: Hej.\nS1: Vi börjar.\n');
});

test('voices are sent in large pieces, and none is left on the machine', async () => {
  await using on = await speakersScene();
  const many = Array.from({ length: 1500 }, (_, nth) => ({ voice: nth }));
  on.fakeAws.audio = steps(...many, ...heard(0, 'Hej.'), ...FINAL, THREE);
  on.fakeAws.takesDocuments = () => voices(on.fakeAws).size > 0;

  await runAgent(on);

  expect([...voices(on.fakeAws).keys()]).toEqual(['001/speakers/00000.jsonl']);
  expect(await readdir(`${on.machine.root}/var/lib/spotscribe`)).toEqual([]);
});

test('claims of an analysis point at the segments that are published', async () => {
  await using on = await analysisScene([{ preset: 'summary' }]);
  on.fakeAws.order = WITH_SPEAKERS;
  on.fakeAws.audio = steps(...LIVE, ...FINAL, THREE);

  await runAgent(on);

  const made = transcript(on.fakeAws);
  const claims = analyses(on.fakeAws).analyses[0]?.claims ?? [];
  const cited = claims.flatMap(({ support }) => support).sort((a, b) => a.segment - b.segment);
  expect(cited.map(({ quote, segment: id }) => [quote, id])).toEqual(
    made.segments.map(({ text, id }) => [text, id]),
  );
});

test('the folder of its networks is named where the image has it', async () => {
  await using on = await scene();
  const { home, root } = on.machine;
  const args = () =>
    engineCommand({ home, workDir: root, engineUser: undefined }, `${home}/model`).args;
  expect(args()).not.toContain('--speaker-models');
  await mkdir(`${home}/speakers`);
  expect(args().slice(-2)).toEqual(['--speaker-models', `${home}/speakers`]);
});

/** A language model that hears: it begins with the sound, and what it heard is looked up in the transcript. */
import { readdirSync, readlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runAgent } from './agent-in-process.ts';
import { written } from './agent-run.ts';
import {
  analyses,
  analysisResult,
  analysisScene,
  BOTH,
  expectNothingRuns,
  outcomes,
  piecesOf,
  SAID,
  type AnalysisRun,
  type ProgramChange,
} from './analysis-scene.ts';
import { done, heard, segment, steps } from './steps.ts';
import { gate } from '../support/gate.ts';

const HEARS = { hears: true };
const NEVER_SAID = 'ingen har sagt något om kvantfysik';
const PROMPT = `#heard:Anna ringer leverantören på måndag; ${NEVER_SAID}#`;
const SUMMARY = { preset: 'summary', prompt: PROMPT } as const;
const SPEECH = SAID.map((text, id) => segment(id, text));

/** @param sound first steps of the engine */
async function hearingScene(
  change: ProgramChange = {},
  ...sound: Parameters<typeof steps>
): Promise<AnalysisRun> {
  const on = await analysisScene([SUMMARY], { ...HEARS, ...change });
  on.fakeAws.audio = steps(...sound, ...SPEECH, done(SAID.length));
  return on;
}

/** Files in the machine's folder that this process holds open, also removed ones. */
function heldOpen({ machine }: AnalysisRun): string[] {
  const files = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // the descriptor of the look itself
    }
  });
  return files.filter((file) => file.startsWith(machine.root));
}

test('what was heard is proven by the transcript: where it was said, or not at all', async () => {
  await using on = await hearingScene({}, { sound: 6 });

  await runAgent(on);

  analysisResult(on.fakeAws);
  const asked = await on.questions();
  expect(asked.map(({ seconds }) => seconds)).toEqual([6]);
  expect(asked[0]?.prompt).not.toContain(SAID[0]);
  const [summary] = analyses(on.fakeAws).analyses;
  expect(summary?.claims).toMatchObject([
    {
      status: 'supported',
      chapter: 0,
      support: [{ segment: 1, start: 2, end: 4, match: 'exact' }],
    },
    { text: NEVER_SAID, status: 'unsupported', support: [{ match: 'none' }] },
  ]);
  expect(summary?.chapters).toEqual([{ start: 0, end: 6, segments: { first: 0, last: 2 } }]);
  expect(summary?.restsOn).toMatchObject({ readSeconds: 6, fraction: 1, missing: [] });
  expect([...piecesOf(on.fakeAws).keys()]).toEqual(['0-heard-0.json']);
  expect(heldOpen(on)).toEqual([]);
  await expectNothingRuns(on);
});

test('it hears before anything is transcribed', async () => {
  await using on = await hearingScene();
  const begin = `${on.machine.root}/transcribe-now`;
  on.fakeAws.audio = steps({ sound: 6 }, { until: begin }, ...SPEECH, done(SAID.length));
  const ending = runAgent(on);

  await on.fakeAws.until(() => piecesOf(on.fakeAws).size > 0);
  expect(on.fakeAws.uploads.some(({ key }) => key.includes('/parts/'))).toBe(false);
  await writeFile(begin, '');
  await ending;

  expect(outcomes(on.fakeAws)).toEqual(BOTH);
});

test('a long recording is heard in stretches, of which nothing is left out', async () => {
  await using on = await hearingScene({ contextTokens: 1600 }, { sound: 60 });
  const far = { ...segment(3, SAID[1] ?? ''), say: { ...segment(3, '').say, start: 52, end: 54 } };
  on.fakeAws.audio = steps(...[{ sound: 60 }], ...SPEECH, far, done(4));

  await runAgent(on);

  const [summary] = analyses(on.fakeAws).analyses;
  expect(summary?.chapters).toEqual([
    { start: 0, end: 25, segments: { first: 0, last: 2 } },
    { start: 25, end: 50, segments: { first: 2, last: 2 } },
    { start: 50, end: 60, segments: { first: 3, last: 3 } },
  ]);
  expect(summary?.restsOn).toMatchObject({ readSeconds: 60, fraction: 1 });
  const heardSeconds = (await on.questions()).flatMap(({ seconds }) => seconds ?? []);
  expect(heardSeconds).toEqual([30, 30, 10]);
});

test('the transcript waits for nothing that is heard', async () => {
  const { file, open } = gate();
  const held = { ...SUMMARY, prompt: `${PROMPT} #until:${file}#` };
  await using on = await analysisScene([held], HEARS);
  on.fakeAws.audio = steps({ sound: 6 }, ...SPEECH, done(SAID.length));
  const ending = runAgent(on);

  await on.fakeAws.until(() => on.fakeAws.verdicts.length > 0);
  expect(piecesOf(on.fakeAws).size).toBe(0);
  open();
  await ending;

  analysisResult(on.fakeAws);
  expect(analyses(on.fakeAws).analyses[0]?.claims).toHaveLength(2);
});

test.each([
  ['the recording cannot be cut', { deaf: 10 }],
  ['no sound comes of it', { sound: 0 }],
])('where %s, its transcript is read', async (_, sound) => {
  await using on = await hearingScene({}, sound);

  await runAgent(on);

  analysisResult(on.fakeAws);
  const [summary] = analyses(on.fakeAws).analyses;
  expect(summary?.claims).toHaveLength(SAID.length);
  expect((await on.questions()).at(-1)?.prompt).toContain(SAID[0]);
  await expectNothingRuns(on);
});

test('a server that takes no sound is given the transcript', async () => {
  await using on = await analysisScene([{ ...SUMMARY, prompt: `${PROMPT} #do:deaf` }], HEARS);
  on.fakeAws.audio = steps({ sound: 6 }, ...SPEECH, done(SAID.length));

  await runAgent(on);

  expect(analysisResult(on.fakeAws).analyses).toMatchObject([{ status: 'completed' }]);
  expect(analyses(on.fakeAws).analyses[0]?.claims).toHaveLength(SAID.length);
});

test('a machine that is taken back while it hears asks no stretch twice', async () => {
  await using first = await hearingScene({ contextTokens: 1600 });
  const begin = `${first.machine.root}/never`;
  first.fakeAws.audio = steps({ sound: 60 }, { until: begin }, done(0));
  const ending = runAgent(first);
  await first.fakeAws.until(() => piecesOf(first.fakeAws).size === 3);
  first.fakeAws.spotNotice = new Date().toISOString();
  await ending;
  await expectNothingRuns(first);

  await using next = await hearingScene({ contextTokens: 1600 }, { sound: 60 });
  next.fakeAws.order = { attempt: 2 };
  next.jobs.pieces = [...piecesOf(first.fakeAws).values()];
  await runAgent(next);

  analysisResult(next.fakeAws);
  expect((await next.questions()).filter(({ seconds }) => seconds !== undefined)).toEqual([]);
});

test('a transcript that exists is read, and nothing is heard', async () => {
  await using whole = await hearingScene({}, { sound: 6 });
  await runAgent(whole);
  await using later = await hearingScene({}, { sound: 6 });
  later.jobs.transcript = written(whole.fakeAws, 'json');

  await runAgent(later);

  expect(outcomes(later.fakeAws)).toEqual(BOTH);
  expect(later.fakeAws.ranges).toEqual([]);
  const asked = await later.questions();
  expect(asked.map(({ seconds }) => seconds)).toEqual([undefined]);
  expect(asked[0]?.prompt).toContain(SAID[0]);
});

test('a model whose makers do not list the language says so, whether it hears or reads', async () => {
  for (const hears of [true, false]) {
    await using on = await analysisScene([SUMMARY], { hears, languages: ['en', 'fr'] });
    on.fakeAws.audio = steps({ sound: 6 }, ...heard(0, SAID[0] ?? ''), done(1));

    await runAgent(on);

    expect(analyses(on.fakeAws).analyses[0]?.note).toContain('anger inte inspelningens språk');
  }
});

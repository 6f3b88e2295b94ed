import { expect, test } from 'vitest';
import { Transcript, TranscriptPart } from '../../core/transcript/transcript.ts';
import { runAgent } from './agent-in-process.ts';
import { written } from './agent-run.ts';
import {
  analyses,
  analysisResult,
  analysisScene,
  expectNothingRuns,
  piecesOf,
  SAID,
  SECOND_TOKEN,
  transcriptResult,
} from './analysis-scene.ts';
import { stateOf } from '../support/processes.ts';
import { until } from '../support/until.ts';
import { done, segment, steps } from './steps.ts';
import { gate } from '../support/gate.ts';

const SUMMARY = { preset: 'summary' } as const;
const ACTIONS = { preset: 'actions' } as const;

test('a transcript is reported first, then its analyses with their proof', async () => {
  await using on = await analysisScene([SUMMARY, ACTIONS]);
  const { fakeAws } = on;

  await runAgent(on);

  const result = analysisResult(fakeAws);
  expect(result).toMatchObject({ model: 'tiny-llm', device: 'cpu' });
  expect(result.analyses.map(({ preset, status }) => [preset, status])).toEqual([
    ['summary', 'completed'],
    ['actions', 'completed'],
  ]);
  expect(transcriptResult(fakeAws).segments).toBe(SAID.length);
  const document = analyses(fakeAws);
  expect(document).toMatchObject({ jobId: 'job-1', complete: true });
  const [summary] = document.analyses;
  expect(summary?.claims).toMatchObject([
    {
      text: 'Vi bestämde att köpa en ny',
      status: 'supported',
      support: [{ segment: 0, start: 0, match: 'exact' }],
    },
    { support: [{ segment: 1 }] },
    { support: [{ segment: 2 }] },
  ]);
  expect(summary?.restsOn).toMatchObject({
    fraction: 1,
    chapters: { read: 1, of: 1 },
    missing: [],
  });
  expect(summary?.tokens.completion).toBeGreaterThan(0);
  expect([...piecesOf(fakeAws).keys()].sort()).toEqual(['0-0.json', '1-0.json']);
  await expectNothingRuns(on);
});

test('words are heard for the proof and stay out of documents that did not ask for them', async () => {
  await using on = await analysisScene([SUMMARY]);
  const words = [{ start: 0.5, end: 0.9, word: 'Hej', probability: 0.8 }];
  const { say } = segment(0, 'Hej');
  on.fakeAws.audio = steps({ say: { ...say, words } }, done(1));

  await runAgent(on);

  expect(await on.machine.engineRequest()).toMatchObject({ words: true });
  expect(Transcript.parse(JSON.parse(written(on.fakeAws, 'json'))).words).toBeUndefined();
  const part = on.fakeAws.uploads.find(({ key }) => key.includes('/parts/'));
  expect(TranscriptPart.parse(JSON.parse(part?.text ?? '')).words).toBeUndefined();
  expect(analyses(on.fakeAws).analyses[0]?.claims[0]?.support[0]?.start).toBe(0.5);
});

test('it is claimed again until the workflow waits for the analyses', async () => {
  await using on = await analysisScene([SUMMARY]);
  const early = { status: 200, body: on.fakeAws.workOrder() };
  Object.assign(early.body, on.jobs.order());
  on.jobs.early.push({ status: 409 }, early, { status: 409 });

  await runAgent(on);

  analysisResult(on.fakeAws);
  expect(on.fakeAws.claims.slice(1).every(({ body }) => body.renewal)).toBe(true);
});

test('a job that has ended meanwhile is left in silence', async () => {
  await using on = await analysisScene([SUMMARY]);
  on.jobs.early.push({ status: 410 });

  await runAgent(on);

  expect(on.fakeAws.verdicts).toHaveLength(1);
  await expectNothingRuns(on);
});

test('chapters are read while the engine works', async () => {
  await using on = await analysisScene([SUMMARY], { contextTokens: 1200 });
  const many = Array.from({ length: 60 }, (_, id) => segment(id, `${id} ${SAID[id % 3]}`));
  on.fakeAws.audio = steps(...many, { until: `${on.machine.root}/go` }, done(many.length));
  const ending = runAgent(on);

  await on.fakeAws.until(() => piecesOf(on.fakeAws).size > 0);
  expect(on.fakeAws.verdicts).toEqual([]);
  await on.machine.put('go');
  await ending;

  const [summary] = analyses(on.fakeAws).analyses;
  expect(summary?.chapters.length).toBeGreaterThan(1);
  expect(summary?.restsOn.fraction).toBe(1);
});

test('on the GPU the model stands still for most of the time that the engine works', async () => {
  await using on = await analysisScene([SUMMARY], { contextTokens: 1200 });
  await on.machine.engineDoesFirst([{ device: 'cuda' }]);
  const many = Array.from({ length: 60 }, (_, id) => segment(id, `${id} ${SAID[id % 3]}`));
  on.fakeAws.audio = steps(...many, { until: `${on.machine.root}/go` }, done(many.length));
  const ending = runAgent(on);

  const [{ pid } = { pid: NaN }] = await until('a question is asked', async () => {
    const questions = await on.questions();
    return questions.length > 0 && questions;
  });
  await until('it is stopped', () => stateOf(pid) === 'T');
  expect(on.fakeAws.verdicts).toEqual([]);
  await on.machine.put('go');
  await ending;

  expect(analysisResult(on.fakeAws).device).toBe('cuda');
  await expectNothingRuns(on);
});

test('a program that is lost once is started again', async () => {
  const { file, open } = gate();
  await using on = await analysisScene([{ ...SUMMARY, prompt: `#until:${file}#` }]);
  const ending = runAgent(on);
  const [first] = await until('a question is asked', async () => {
    const questions = await on.questions();
    return questions.length > 0 && questions;
  });
  process.kill(first?.pid ?? NaN, 'SIGKILL');
  open();
  await ending;

  expect(analyses(on.fakeAws).analyses[0]?.status).toBe('completed');
  const questions = await on.questions();
  expect(questions.map(({ prompt }) => prompt)).toEqual([first?.prompt, first?.prompt]);
  await expectNothingRuns(on);
});

test('heartbeats of the second token tell that the model goes on', async () => {
  const { file, open } = gate();
  await using on = await analysisScene([{ ...SUMMARY, prompt: `#until:${file}#` }]);
  const ending = runAgent(on);
  const beats = () => on.fakeAws.calls.filter(({ action }) => action === 'SendTaskHeartbeat');
  const second = () => beats().filter(({ input }) => input['taskToken'] === SECOND_TOKEN);
  await on.fakeAws.until(() => second().length > 1);
  open();
  await ending;

  analysisResult(on.fakeAws);
});

test('an engine that crashes once costs no question twice', async () => {
  await using on = await analysisScene([SUMMARY]);
  const [first, ...rest] = SAID.map((text, id) => segment(id, text));
  on.fakeAws.audio = steps(first ?? segment(0, ''), { once: { kill: 9 } }, ...rest, done(3));

  await runAgent(on);

  analysisResult(on.fakeAws);
  expect(analyses(on.fakeAws).analyses[0]?.claims).toHaveLength(3);
  expect(await on.questions()).toHaveLength(1);
});

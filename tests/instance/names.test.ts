/** The model for names beside the rules: what the agent sends it, and what becomes of its failures. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { NamesSearch } from '../../core/redaction/names-search.ts';
import { RedactRequest } from '../../core/redaction/redact-request.ts';
import { runNamesProgram, type NamesRun } from '../../userdata/agent/names-program.ts';
import { runAgent } from './agent-in-process.ts';
import { resultOf, scene, type AgentRun } from './agent-run.ts';
import { done, heard, steps } from './steps.ts';

/** The first is in no list and stands alone at the start of a sentence. */
const SAID = ['Skruttan ringde i går.', 'Hon sa att Anna kommer.'];
const MODEL = { name: 'owner/names', revision: 'c0ffee', sha256: 'ab'.repeat(32) };
const FOUND = {
  event: 'names',
  model: MODEL,
  spans: [{ segment: 0, first: 0, last: 0, score: 0.93 }],
};
const PROGRESS = { say: { event: 'progress', windows: 1, of: 1 } };

async function namesScene(program: unknown[] | undefined, asked = {}): Promise<AgentRun> {
  const on = await scene();
  const redact = {
    ...RedactRequest.parse({ style: 'tag', ...asked }),
    secret: 'a secret of this test',
  };
  on.fakeAws.order = { redact } satisfies Partial<WorkOrder>;
  on.fakeAws.audio = steps(...SAID.flatMap((text, id) => heard(id, text)), done(2));
  if (program) await on.machine.hasNames(program);
  return on;
}

/** Text of an upload, by what is behind the attempt's prefix. */
function uploadOf({ fakeAws }: AgentRun, name: string): string | undefined {
  return fakeAws.uploads.find(({ key }) => key.endsWith(`/${name}`))?.text;
}

const copyOf = (on: AgentRun) => uploadOf(on, 'redacted/transcript.txt');

function searchOf(on: AgentRun): NamesSearch {
  return NamesSearch.parse(JSON.parse(uploadOf(on, 'redacted/names.json') ?? ''));
}

test('what the model finds is replaced beside what the rules find, and told apart', async () => {
  await using on = await namesScene([PROGRESS, { say: FOUND }]);

  const output = await runAgent(on);

  expect(copyOf(on)).toMatch(
    /^\[NAMN-\w{4}\] ringde i går\.\nHon sa att \[NAMN-\w{4}\] kommer\.\n$/,
  );
  expect(JSON.parse(uploadOf(on, 'redacted/found.json') ?? '')).toEqual([
    expect.objectContaining({ kind: 'name', text: 'Skruttan', by: 'model', confidence: 0.93 }),
    expect.not.objectContaining({ by: 'model' }),
  ]);
  expect(searchOf(on)).toEqual({ by: ['rules', 'model'], model: MODEL });
  expect(await on.machine.namesRead()).toEqual(SAID.map((text) => text.split(' ')));
  expect(output).not.toMatch(/Skruttan|Anna/);
});

test('its input is in no file of the machine but the checkpoint', async () => {
  await using on = await namesScene([{ say: FOUND }]);

  await runAgent(on);

  const inFakes = /fake-engine|opt\/spotscribe\/(names|model)/;
  const withText = (await filesBelow(on.machine.root)).filter(([, text]) => /Skruttan/.test(text));
  const left = withText.map(([name]) => name).filter((name) => !inFakes.test(name));
  expect(left.filter((name) => !name.endsWith('/checkpoint'))).toEqual([]);
  // The search finds the file that the program of this test wrote.
  expect(withText.map(([name]) => name)).toContain(`${on.machine.home}/names/asked.json`);
});

/** Path and text of each. */
async function filesBelow(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry): Promise<[string, string]> => {
      const path = join(entry.parentPath, entry.name);
      return [path, await readFile(path, 'latin1')];
    }),
  );
}

test('without the original nothing of its finds is kept', async () => {
  await using on = await namesScene([{ say: FOUND }], { keepOriginal: false });

  await runAgent(on);

  const open = on.fakeAws.uploads.filter(({ key }) => !/checkpoint|pseudonyms/.test(key));
  expect(open.length).toBeGreaterThan(5);
  for (const { text } of open) expect(text).not.toMatch(/Skruttan|Anna/);
});

test('a job that keeps names does not ask the model', async () => {
  await using on = await namesScene([{ exit: 1 }], { kinds: ['phone'] });

  await runAgent(on);

  expect(copyOf(on)).toBe(`${SAID.join('\n')}\n`);
  expect(uploadOf(on, 'redacted/names.json')).toBeUndefined();
});

describe('the program of the model', () => {
  const run = (on: AgentRun, more: Partial<NamesRun>) =>
    runNamesProgram({
      config: {
        ...{ home: on.machine.home, workDir: on.machine.root },
        ...{ engineUser: undefined, namesSilenceMs: 60_000 },
      },
      ...{ folder: `${on.machine.home}/names`, words: [['Skruttan']], mostMs: 60_000 },
      ...{ onProgress: () => undefined, signal: new AbortController().signal },
      ...more,
    });

  test('ends with the attempt', async () => {
    await using on = await namesScene([PROGRESS, { hang: true }]);
    const attempt = new AbortController();
    const onProgress = () => attempt.abort(new Error('The attempt is over.'));

    // It is waited for until the program has closed its output.
    await expect(run(on, { onProgress, signal: attempt.signal })).rejects.toThrow(
      'The attempt is over.',
    );
  });

  test('is given up after the most time, whatever progress it shows', async () => {
    await using on = await namesScene([{ hang: true }]);
    await expect(run(on, { mostMs: 300 })).rejects.toThrow('was not done after 0 s');
  });
});

describe('the copy is made by the rules, and the result says why,', () => {
  const LATE = { SPOTSCRIBE_NAMES_SILENCE_SECONDS: '0.5' };

  test.each<[string, unknown[] | undefined, string]>([
    ['without a model', undefined, 'The machine has no model for names.'],
    [
      'if the model is unavailable',
      [{ say: { event: 'unavailable', reason: 'It is damaged.' } }, { exit: 1 }],
      'It is damaged.',
    ],
    ['if the program crashes', [PROGRESS, { exit: 3 }], 'ended with status 3'],
    ['if it is killed', [{ kill: 9 }], 'was ended by SIGKILL'],
    ['if it ends without a result', [PROGRESS], 'ended with status 0'],
    ['if it writes something else', [{ print: 'Skruttan' }], 'wrote what is no result'],
    ['if it hangs', [PROGRESS, { hang: true }], 'showed no progress'],
  ])('%s', async (_, program, why) => {
    await using on = await namesScene(program);

    const output = await runAgent(on, LATE);

    expect(resultOf(on.fakeAws).segments).toBe(2);
    expect(copyOf(on)).toMatch(/^Skruttan ringde i går\.\nHon sa att \[NAMN-\w{4}\] kommer\.\n$/);
    const { by, withoutModel } = searchOf(on);
    expect(by).toEqual(['rules']);
    expect(withoutModel).toContain(why);
    expect(`${withoutModel ?? ''}${output}`).not.toMatch(/Skruttan|Anna/);
  });
});

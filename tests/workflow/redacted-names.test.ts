/**
 * Names that no list has, in jobs with a redacted copy: found by the image's model, a small one of known words
 * (model/names/stand-in), in the engine's own program. The transcript is the stub engine's.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Script } from '../../chaos/script.ts';
import type { RedactRequest } from '../../core/redaction/redact-request.ts';
import { RedactionView } from '../../core/view/redaction-view.ts';
import { ask } from '../support/ask.ts';
import { everything } from '../support/everything.ts';
import { scriptFile } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';

/** "Skruttan" stands alone at the start of a sentence, and is in no list; the rules find "Anna". */
const TALK: Script = { title: 'Skruttan ringde Anna i går', windows: 2, paceSeconds: 0 };
/** The model fails at the word "Trasigord". */
const FAILS: Script = { ...TALK, title: `${TALK.title} Trasigord` };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

type Redact = Partial<Pick<RedactRequest, 'kinds' | 'keepOriginal'>>;

async function completed(script: Script, redact: Redact): Promise<string> {
  const options = { redact: { style: 'tag' as const, ...redact }, force: true };
  const { jobId } = await cloud.client.submitFile(scriptFile(script), options);
  await cloud.completed(jobId);
  return jobId;
}

async function copyOf(jobId: string): Promise<string[]> {
  const path = `/jobs/${jobId}/transcript?redacted=true&format=txt`;
  return (await ask(cloud, { method: 'GET', path })).text.trimEnd().split('\n');
}

async function redactionOf(jobId: string, body?: object): Promise<RedactionView> {
  const path = `/jobs/${jobId}/redaction`;
  const { text } = await ask(cloud, body ? { path, body } : { method: 'GET', path });
  return RedactionView.parse(JSON.parse(text));
}

describe('with a model', () => {
  let jobId: string;
  beforeAll(async () => {
    jobId = await completed(TALK, {});
  });

  test('the copy has neither the name that it finds nor that of the rules', async () => {
    expect(await copyOf(jobId)).toEqual([
      expect.stringMatching(/^\[NAMN-\w{4}\] ringde \[NAMN-\w{4}\] i går 0$/),
      expect.stringMatching(/^\[NAMN-\w{4}\] ringde \[NAMN-\w{4}\] i går 1$/),
    ]);
  });

  test('the result says how names were looked for, and which the model found', async () => {
    const { names, found } = await redactionOf(jobId);
    expect(names).toEqual({
      by: ['rules', 'model'],
      model: {
        name: 'stand-in for tests',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    });
    expect(found.map(({ text, by }) => [text, by])).toEqual([
      ['Skruttan', 'model'],
      ['Anna', undefined],
      ['Skruttan', 'model'],
      ['Anna', undefined],
    ]);
  });

  test('a person’s decisions leave what it found', async () => {
    const [first, anna] = (await redactionOf(jobId)).found;
    const after = await redactionOf(jobId, { reject: [anna?.id], add: [] });
    expect(after.found.map(({ text }) => text)).toEqual(['Skruttan', 'Skruttan', 'Anna']);
    expect(after.names?.by).toEqual(['rules', 'model']);
    expect((await copyOf(jobId))[0]).toBe(`${first?.pseudonym ?? ''} ringde Anna i går 0`);
  });
});

test('a job that keeps its names does not say how they were looked for', async () => {
  const jobId = await completed(TALK, { kinds: ['phone'] });
  expect(await redactionOf(jobId)).not.toHaveProperty('names');
  expect((await copyOf(jobId))[0]).toBe('Skruttan ringde Anna i går 0');
});

test('a model that fails leaves a copy by the rules, and the reason', async () => {
  const jobId = await completed(FAILS, {});
  expect(await copyOf(jobId)).toEqual([
    expect.stringMatching(/^Skruttan ringde \[NAMN-\w{4}\] i går Trasigord 0$/),
    expect.stringMatching(/^Skruttan ringde \[NAMN-\w{4}\] i går Trasigord 1$/),
  ]);
  const { names, found } = await redactionOf(jobId);
  expect(names).toEqual({
    by: ['rules'],
    withoutModel: expect.stringContaining('stopped with an error of ONNX Runtime') as string,
  });
  expect(found.map(({ text }) => text)).toEqual(['Anna', 'Anna']);
});

test('without the original, a name that only the model knows is nowhere but in the key', async () => {
  const jobId = await completed(TALK, { keepOriginal: false });
  expect((await redactionOf(jobId)).names?.by).toEqual(['rules', 'model']);
  const key = `s3://${cloud.output('ResultsBucketName')}/redaction-keys/${jobId}.json`;
  const leaks = async () => {
    const all = await everything(cloud);
    const own = all.filter(({ place, text }) => place.includes(jobId) || text.includes(jobId));
    return own.filter(({ text }) => text.includes('Skruttan')).map(({ place }) => place);
  };
  await expect.poll(leaks).toEqual([key]);
});

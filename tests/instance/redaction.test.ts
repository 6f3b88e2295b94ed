import { expect, test } from 'vitest';
import { TranscriptPart } from '../../core/transcript/transcript.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { RedactRequest } from '../../core/redaction/redact-request.ts';
import { runAgent } from './agent-in-process.ts';
import { resultOf, scene, type AgentRun } from './agent-run.ts';
import { done, heard, steps } from './steps.ts';

const SAID = 'Jag heter Anna Lindqvist.';

async function redactedScene(asked: Partial<RedactRequest>): Promise<AgentRun> {
  const on = await scene();
  const redact = { ...RedactRequest.parse(asked), secret: 'a secret of this test' };
  on.fakeAws.order = { redact } satisfies Partial<WorkOrder>;
  on.fakeAws.audio = steps(...heard(0, SAID), done(1));
  return on;
}

/** Texts by what is behind the attempt's prefix. */
function texts({ fakeAws }: AgentRun): Map<string, string> {
  return new Map(
    fakeAws.uploads.map(({ key, text }) => [key.replace(/.*\/attempts\/\d+\//, ''), text]),
  );
}

test('the copy is written beside the original, and what it stands for apart from both', async () => {
  await using on = await redactedScene({ style: 'tag' });

  await runAgent(on);

  const all = texts(on);
  expect(all.get('transcript.txt')).toBe(`${SAID}\n`);
  expect(all.get('redacted/transcript.txt')).toMatch(
    /^Jag heter \[NAMN-\w{4}\] \[NAMN-\w{4}\]\.\n$/,
  );
  expect(JSON.parse(all.get('redacted/found.json') ?? '')).toMatchObject([
    { kind: 'name', text: 'Anna Lindqvist' },
  ]);
  expect(Object.values(JSON.parse(all.get('pseudonyms.json') ?? '') as object)).toEqual([
    'Anna',
    'Lindqvist',
  ]);
});

test('without the original no part has text, and the documents are the copy', async () => {
  await using on = await redactedScene({ keepOriginal: false });

  await runAgent(on);

  const all = texts(on);
  const open = [...all].filter(([name]) => !/^(checkpoint|pseudonyms)/.test(name));
  for (const [, text] of open) expect(text).not.toMatch(/Anna|Lindqvist/);
  expect(all.get('transcript.txt')).toBe(all.get('redacted/transcript.txt'));
  const parts = open.filter(([name]) => name.startsWith('parts/'));
  for (const [, text] of parts) {
    expect(TranscriptPart.parse(JSON.parse(text))).toMatchObject({ segments: [], cues: [] });
  }
});

test('a copy of the sound that cannot be made costs nothing of the text', async () => {
  await using on = await redactedScene({ audio: true });

  // Its engine has no such program.
  await runAgent(on);

  expect(resultOf(on.fakeAws).segments).toBe(1);
  const names = [...texts(on).keys()];
  expect(names).toContain('redacted/transcript.json');
  expect(names).not.toContain('redacted/audio.m4a');
});

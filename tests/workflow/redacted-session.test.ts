/** The redacted copies of a session's chunks, combined. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { Script } from '../../chaos/script.ts';
import { sessionItemKey } from '../../core/aws/dynamodb/items.ts';
import { sessionKeyOf } from '../../core/job/job-session.ts';
import { SessionTranscript } from '../../core/transcript/session-transcript.ts';
import { RedactionView } from '../../core/view/redaction-view.ts';
import { SessionView } from '../../core/view/session-view.ts';
import { ask } from '../support/ask.ts';
import { scriptFile } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';

const said = (rest: string): Script => ({
  title: `jag heter Anna Lindqvist och ${rest}`,
  windows: 1,
  paceSeconds: 0,
});
const Secretive = z.object({ redactionSecret: z.string().optional() });
/** For a busy machine: two jobs take about eight seconds on an idle one. */
const ORIGINALS = /Anna|Lindqvist/;
const NAMES = /\[NAMN-\w{4}\] \[NAMN-\w{4}\]/g;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

const get = (path: string) => ask(cloud, { method: 'GET', path });

/** A session of a chunk for each script, combined. @returns the ids of its jobs */
async function combined(id: string, scripts: readonly Script[], redact?: object) {
  const session = { id, count: scripts.length };
  const jobs: string[] = [];
  for (const [index, script] of scripts.entries()) {
    const options = { session: { ...session, index }, words: true, ...(redact && { redact }) };
    jobs.push((await cloud.client.submitFile(scriptFile(script), options)).jobId);
  }
  const isCombined = async () => {
    const { text } = await get(`/sessions/${id}`);
    return SessionView.parse(JSON.parse(text)).status === 'completed';
  };
  await until('the session is combined', isCombined);
  return jobs;
}

test('have the same pseudonyms in every format, and what a person decided later', async () => {
  const id = `redacted-${crypto.randomUUID()}`;
  const scripts = [said('ringer om taket'), said('ringer om bron')];
  const [, second = ''] = await combined(id, scripts, { style: 'tag' });

  const path = `/sessions/${id}/transcript`;
  const { text } = await get(`${path}?redacted=true`);
  const transcript = SessionTranscript.parse(JSON.parse(text));
  expect(transcript).toMatchObject({ complete: true, missing: [] });
  const names = transcript.text.match(NAMES) ?? [];
  expect(names.length).toBeGreaterThanOrEqual(2);
  expect(new Set(names).size).toBe(1);
  for (const format of ['json', 'txt', 'srt', 'vtt']) {
    const copy = await get(`${path}?redacted=true&format=${format}`);
    expect(copy.text).toContain('NAMN');
    expect(copy.text).not.toMatch(ORIGINALS);
    expect((await get(`${path}?format=${format}`)).text).toMatch(ORIGINALS);
  }

  const { found } = RedactionView.parse(JSON.parse((await get(`/jobs/${second}/redaction`)).text));
  const body = { add: [{ segment: found[0]?.segment, text: 'bron', kind: 'address' }] };
  expect((await ask(cloud, { path: `/jobs/${second}/redaction`, body })).status).toBe(200);
  const after = await get(`${path}?redacted=true&format=txt`);
  expect(after.text).toContain('ADRESS');
  expect(after.text).not.toContain('bron');

  const edits = [{ op: 'replace', words: ['0.5'], text: 'talar' }];
  const edited = { path: `/jobs/${second}/edits`, body: { base: 0, edits } };
  expect((await ask(cloud, edited)).status).toBe(201);
  expect((await ask(cloud, { path: `/jobs/${second}/redaction`, body: {} })).status).toBe(200);
  const mended = await get(`${path}?redacted=true&format=txt`);
  expect(mended.text).toContain('talar om [ADRESS');
  expect(new Set(mended.text.match(NAMES)).size).toBe(1);
  expect(mended.text).not.toMatch(ORIGINALS);
});

test('have one secret, which goes with the last of their keys', async () => {
  const id = `keys-${crypto.randomUUID()}`;
  const [first = '', second = ''] = await combined(
    id,
    [said('ringer om hissen'), said('ringer om trappan')],
    { style: 'tag' },
  );
  const key = sessionItemKey(sessionKeyOf(cloud.cloud.info.owner, id));
  const secret = async () => (await cloud.table.get(key, Secretive))?.redactionSecret;
  expect(await secret()).toMatch(/^[\w-]{43}$/);
  const deleteKey = (jobId: string) =>
    ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}/redaction/key` });
  expect((await deleteKey(first)).status).toBe(204);
  expect(await secret()).toMatch(/^[\w-]{43}$/);
  expect((await deleteKey(second)).status).toBe(204);
  expect(await secret()).toBeUndefined();
});

test('are none where no chunk asked for one', async () => {
  const id = `open-${crypto.randomUUID()}`;
  await combined(id, [said('ringer om vägen')]);
  const { status, text } = await get(`/sessions/${id}/transcript?redacted=true`);
  expect(status).toBe(404);
  expect(text).toContain('No chunk of the session has a redacted copy');
});

/** Jobs that ask for a redacted copy, from the request to what is stored, with the stub engine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Script } from '../../chaos/script.ts';
import { AccessPage } from '../../core/access/access-entry.ts';
import { CreatedLink } from '../../core/access/share-link.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { RedactionSecrets } from '../../core/aws/dynamodb/redaction-secrets.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { pseudonymsKey } from '../../core/job/redaction-keys.ts';
import { deleteKeyOf } from '../../core/steps/requests/delete-redaction-key.ts';
import {
  redactAgain,
  type RedactedJob,
  type RedactionPorts,
} from '../../core/steps/requests/redact-again.ts';
import { Transcript } from '../../core/transcript/transcript.ts';
import { AudioLink } from '../../core/view/audio-link.ts';
import { RedactionView } from '../../core/view/redaction-view.ts';
import { deleteJob } from '../support/delete-job.ts';
import { ask } from '../support/ask.ts';
import { everything, kindsWith } from '../support/everything.ts';
import { openedWord } from '../support/open-word.ts';
import { programIn } from '../support/processes.ts';
import { held, scriptFile } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';

const TEXT = 'jag heter Anna Lindqvist och har nummer 811218-9876 i rad';
/** Ids and times in logs may hold such digits among others, also as a part of a UUID or of a decimal. */
const ORIGINALS = /\bAnna\b|Lindqvist|(?<![\w.])811218\b|811218-?9876|(?<![-\w.])9876(?![-\w])/;
const TALK: Script = { title: TEXT, windows: 2, paceSeconds: 0 };
/** Long enough to be interrupted after some of it. */
const LONG_TALK: Script = { title: `${TEXT} igen`, windows: 40, paceSeconds: 0.5 };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

async function submitted(script: Script, redact?: object): Promise<string> {
  const webhook = { webhook: { url: `${cloud.webhook.url}redaction` } };
  const options = { ...webhook, ...(redact && { redact }), words: true, force: true };
  return (await cloud.client.submitFile(scriptFile(script), options)).jobId;
}

const documentOf = (jobId: string, query: string) =>
  ask(cloud, { method: 'GET', path: `/jobs/${jobId}/transcript?${query}` });

async function redactionOf(jobId: string): Promise<RedactionView> {
  const { text } = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/redaction` });
  return RedactionView.parse(JSON.parse(text));
}

async function leaks(jobId: string): Promise<string[]> {
  const webhooks = cloud.receiver.received.map(({ body }) => ({ place: 'webhook', text: body }));
  const all = [...(await everything(cloud)), ...webhooks];
  const own = all.filter(({ place, text }) => place.includes(jobId) || text.includes(jobId));
  return own.filter(({ text }) => ORIGINALS.test(text)).map(({ place }) => place);
}

describe('a job with a redacted copy beside its original', () => {
  let jobId: string;
  beforeAll(async () => {
    jobId = await submitted(TALK, { style: 'tag', audio: true });
    await cloud.completed(jobId);
  });

  test('has the copy in every format', async () => {
    const { text } = await documentOf(jobId, 'redacted=true&format=json');
    const copy = Transcript.parse(JSON.parse(text));
    expect(copy.segments[0]?.text).toMatch(
      /^jag heter \[NAMN-\w{4}\] \[NAMN-\w{4}\] och har nummer \[PERSONNUMMER-\w{4}\] i rad 0$/,
    );
    for (const format of ['json', 'txt', 'srt', 'vtt']) {
      const made = await documentOf(jobId, `redacted=true&format=${format}`);
      expect(made.text).toContain('NAMN');
      expect(made.text).not.toMatch(ORIGINALS);
      expect((await documentOf(jobId, `format=${format}`)).text).toContain('Lindqvist');
    }
    const word = await fetch(
      `${cloud.cloud.info.apiUrl}/jobs/${jobId}/transcript?redacted=true&format=docx`,
      {
        headers: { authorization: `Bearer ${cloud.cloud.info.apiKey}` },
      },
    );
    const paragraphs = openedWord([Buffer.from(await word.arrayBuffer())]);
    expect(JSON.stringify(paragraphs)).toContain('NAMN');
    expect(JSON.stringify(paragraphs)).not.toMatch(ORIGINALS);
  });

  test('has a copy of the sound, with tones where something was found', async () => {
    const path = `/jobs/${jobId}/audio?redacted=true`;
    const { text } = await ask(cloud, { method: 'GET', path });
    const { url, contentType, filename } = AudioLink.parse(JSON.parse(text));
    expect({ contentType, filename }).toEqual({
      contentType: 'audio/mp4',
      filename: `${jobId}.m4a`,
    });
    const [first] = (await redactionOf(jobId)).found;
    const sound = await (await fetch(url)).text();
    expect(sound).toContain(JSON.stringify({ start: first?.start, end: first?.end }));
    expect(sound).not.toMatch(ORIGINALS);
  });

  test('says what was found, and is made anew by what a person decides', async () => {
    const before = await redactionOf(jobId);
    expect(before.found.map(({ kind, text }) => [kind, text])).toEqual([
      ['name', 'Anna Lindqvist'],
      ['personnummer', '811218-9876'],
      ['name', 'Anna Lindqvist'],
      ['personnummer', '811218-9876'],
    ]);
    expect(before).toMatchObject({ audioIsBehind: false, hasKey: true });

    const reject = [before.found[1]?.id ?? ''];
    const body = { reject, add: [{ segment: 0, text: 'i rad', kind: 'address' }] };
    const { status, text } = await ask(cloud, { path: `/jobs/${jobId}/redaction`, body });
    expect(status).toBe(200);
    const after = RedactionView.parse(JSON.parse(text));
    expect(after).toMatchObject({ audioIsBehind: true, decisions: { reject } });
    const copy = await documentOf(jobId, 'redacted=true&format=txt');
    expect(copy.text).toMatch(/811218-9876 \[ADRESS-\w{4}\] 0\n/);
    expect(copy.text).toMatch(/\[PERSONNUMMER-\w{4}\] \[ADRESS-\w{4}\] 1\n/);
    expect(copy.text).not.toMatch(/Anna|Lindqvist/);
  });

  test('is made anew of what people edited, and says so until then', async () => {
    const edits = [
      { op: 'insert', beside: '0.9', side: 'after', text: 'svans Bertil Karlsson' },
      { op: 'speaker', paragraph: '0', speaker: 'Anna' },
    ];
    const made = await ask(cloud, { path: `/jobs/${jobId}/edits`, body: { base: 0, edits } });
    expect(made.status).toBe(201);
    expect(await redactionOf(jobId)).toMatchObject({ editsVersion: 0, editsAreBehind: true });
    expect((await documentOf(jobId, 'redacted=true&format=txt')).text).not.toContain('svans');

    const again = await ask(cloud, { path: `/jobs/${jobId}/redaction`, body: {} });
    const view = RedactionView.parse(JSON.parse(again.text));
    expect(view).toMatchObject({ editsVersion: 1, editsAreBehind: false, audioIsBehind: true });
    expect(view.found.map(({ text }) => text)).toContain('Bertil Karlsson');
    for (const format of ['json', 'txt', 'srt', 'vtt', 'docx']) {
      const copy = await documentOf(jobId, `redacted=true&format=${format}`);
      expect(copy.text).not.toMatch(/Bertil|Karlsson|Anna|Lindqvist/);
    }
    const { text } = await documentOf(jobId, 'redacted=true&format=json');
    const copy = Transcript.parse(JSON.parse(text));
    expect(copy.version).toBe(1);
    // What a person rejected before, and added, is so still.
    expect(copy.text).toMatch(
      /nummer 811218-9876 \[ADRESS-\w{4}\] svans \[NAMN-\w{4}\] \[NAMN-\w{4}\]/,
    );
    expect((await documentOf(jobId, 'format=txt&version=edited')).text).toContain('Bertil');
  });

  test('has links that show the copy alone, and not the name of the file', async () => {
    const body = { redacted: true, audio: true };
    const made = await ask(cloud, { path: `/jobs/${jobId}/links`, body });
    const { token } = CreatedLink.parse(JSON.parse(made.text));
    const shown = (path: string) =>
      ask(cloud, { method: 'GET', path: `/links/${token}${path}`, key: null });
    expect(JSON.parse((await shown('')).text)).toMatchObject({ filename: jobId });
    for (const format of ['json', 'txt', 'srt', 'vtt']) {
      const { status, text } = await shown(`/transcript?format=${format}`);
      expect(status).toBe(200);
      expect(text).not.toMatch(/Anna|Lindqvist/);
    }
    const { url } = AudioLink.parse(JSON.parse((await shown('/audio')).text));
    expect(await (await fetch(url)).text()).toContain('tones:');
  });

  test('whose findings, key and copies were read is in the access log, by kind', async () => {
    await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/redaction/key` });
    const read: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const path = `/access-log?job=${jobId}${from}`;
      const page = AccessPage.parse(JSON.parse((await ask(cloud, { method: 'GET', path })).text));
      read.push(
        ...page.entries.map(({ who, what }) => `${what} by ${'link' in who ? 'link' : 'key'}`),
      );
      cursor = page.nextCursor;
    }
    expect(new Set(read)).toEqual(
      new Set([
        ...['transcript by key', 'redacted-transcript by key', 'redacted-audio by key'],
        ...['findings by key', 'redaction-key by key', 'link by key'],
        ...['redacted-transcript by link', 'redacted-audio by link'],
      ]),
    );
  });

  test('has a key that can be read, and deleted for good', async () => {
    const path = `/jobs/${jobId}/redaction/key`;
    const { text } = await ask(cloud, { method: 'GET', path });
    expect(Object.values((JSON.parse(text) as { key: Record<string, string> }).key)).toEqual(
      expect.arrayContaining(['Anna', 'Lindqvist', '811218-9876']),
    );
    const { redactionSecret = 'none' } = (await cloud.jobs.job(jobId)) ?? {};
    const hasSecret = async () => kindsWith(redactionSecret, await everything(cloud));
    expect(await hasSecret()).toEqual(['table']);
    expect((await ask(cloud, { method: 'DELETE', path })).status).toBe(204);
    expect((await ask(cloud, { method: 'GET', path })).status).toBe(404);
    expect(await hasSecret()).toEqual([]);
    expect((await ask(cloud, { method: 'DELETE', path })).status).toBe(204);
  });

  test('whose key is deleted keeps its pseudonyms, and gets new ones for what is added', async () => {
    const before = await redactionOf(jobId);
    const add = [{ segment: 0, text: 'heter', kind: 'name' }];
    const made = await ask(cloud, { path: `/jobs/${jobId}/redaction`, body: { add } });
    expect(made.status).toBe(200);
    const after = await redactionOf(jobId);
    expect(after.hasKey).toBe(false);
    const isAdded = ({ text }: { text?: string | undefined }) => text === 'heter';
    expect(after.found.filter((one) => !isAdded(one))).toEqual(before.found);
    const [first, ...more] = after.found.filter(isAdded).map(({ pseudonym }) => pseudonym);
    expect(first).toMatch(/^\[NAMN-\w{4}\]$/);
    expect(more).toEqual([first]);
    // Made anew by another secret, it has the same.
    await ask(cloud, { path: `/jobs/${jobId}/redaction`, body: {} });
    expect(await redactionOf(jobId)).toEqual(after);
  });

  test('loses all of it when it is deleted', async () => {
    await deleteJob(cloud, jobId);
    const objects = (await everything(cloud)).filter(({ place }) => place.startsWith('s3:'));
    expect(objects.filter(({ place }) => place.includes(jobId))).toEqual([]);
  });
});

test('what several people decide at once is all kept', async () => {
  const jobId = await submitted(TALK, { style: 'tag' });
  await cloud.completed(jobId);
  const words = ['heter', 'nummer', 'rad'];
  const decide = (text: string) => {
    const body = { add: [{ segment: 0, text, kind: 'name' }] };
    return ask(cloud, { path: `/jobs/${jobId}/redaction`, body });
  };
  const answers = await Promise.all(words.map(decide));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const { decisions } = await redactionOf(jobId);
  expect(decisions.add.map(({ text }) => text).sort()).toEqual(words);
  for (const format of ['json', 'txt', 'srt', 'vtt']) {
    const { text } = await documentOf(jobId, `redacted=true&format=${format}`);
    expect(text).not.toMatch(/heter|nummer|\brad\b/);
  }
});

test('a key that is deleted while the copy is made anew stays deleted', async () => {
  const jobId = await submitted(TALK, {});
  await cloud.completed(jobId);
  const job = await cloud.jobs.job(jobId);
  if (!job?.redact) throw new TypeError('the job has no copy');
  const reader = new ObjectReader(cloud.s3);
  const using = {
    writer: new ObjectWriter(cloud.s3),
    removal: new ObjectRemoval(cloud.s3),
    secrets: new RedactionSecrets(cloud.table),
    edits: new EditStore(cloud.table),
    resultsBucket: cloud.output('ResultsBucketName'),
  };
  const decided: RedactedJob = { ...job, redact: job.redact };
  const objects: RedactionPorts['objects'] = {
    tagged: reader.tagged.bind(reader),
    text: async (place, most) => {
      const text = await reader.text(place, most);
      if (place.key === pseudonymsKey(jobId)) await deleteKeyOf(decided, using, new Date());
      return text;
    },
  };
  await redactAgain(decided, { reject: [], add: [] }, { ...using, objects });
  expect(await redactionOf(jobId)).toMatchObject({ hasKey: false });
  expect(await using.removal.below(using.resultsBucket, pseudonymsKey(jobId))).toEqual([]);
});

test('a job that does not keep its original leaves it nowhere, even if it was interrupted', async () => {
  const { script, letGo } = held(LONG_TALK);
  const jobId = await submitted(script, { keepOriginal: false });
  await programIn(cloud, { jobId, attempt: 1 }, 'engine');
  await cloud.until('some of it is transcribed', jobId, async () => {
    const so = await cloud.client.job(jobId);
    return so.progress.fraction > 0;
  });
  const [first] = cloud.instancesOf(jobId);
  cloud.cloud.ec2.host.interrupt(first?.id ?? '', 2_000);
  await cloud.until('its machine ends', jobId, () => first?.state !== 'running');
  letGo();
  expect(await cloud.completed(jobId)).toMatchObject({ attempt: 2 });

  const { text } = await documentOf(jobId, 'format=txt');
  expect(text.trim().split('\n')).toHaveLength(40);
  expect((await documentOf(jobId, 'format=txt&redacted=true')).text).toBe(text);
  // The key alone has them, which the owner deletes or keeps.
  const key = `s3://${cloud.output('ResultsBucketName')}/redaction-keys/${jobId}.json`;
  await expect.poll(() => leaks(jobId)).toEqual([key]);
  await deleteJob(cloud, jobId);
  expect(await leaks(jobId)).toEqual([]);
});

test('the same search finds the originals of a job without a copy', async () => {
  const jobId = await submitted(TALK);
  await cloud.completed(jobId);
  const found = await leaks(jobId);
  for (const part of [
    'transcript.json',
    'transcript.srt',
    '/parts/',
    '/checkpoint/',
    '/uploads/',
  ]) {
    expect(found.join('\n')).toContain(part);
  }
});

test('a copy is asked for by `redact`, and is of the whole text', async () => {
  const jobId = await submitted(TALK);
  await cloud.completed(jobId);
  expect((await documentOf(jobId, 'redacted=true')).status).toBe(404);
  expect((await documentOf(jobId, 'redacted=true&after=0')).status).toBe(422);
});

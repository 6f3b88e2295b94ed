/** Who has read what of an owner's jobs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyPrefix } from '../../core/access/api-key.ts';
import { AccessPage, type AccessEntry } from '../../core/access/access-entry.ts';
import { CreatedLink } from '../../core/access/share-link.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { everyRow } from '../support/every-row.ts';
import { publishedJob } from '../support/published-job.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const OWNER = 'reads-a-lot';
const SEGMENTS = [
  { id: 0, start: 1, end: 2.5, text: 'Läst av någon.', confidence: 0.9, flags: [] },
];

let cloud: TestCloud;
let key: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  key = await keyOf(cloud, OWNER);
});
afterAll(() => cloud.leave());

const get = (path: string, by: string | null = key) => ask(cloud, { method: 'GET', path, key: by });
const newJob = () => publishedJob(cloud, { segments: SEGMENTS, job: { owner: OWNER } });

async function logOf(query: string, by = key) {
  const { status, text } = await get(`/access-log?${query}`, by);
  expect({ status, text }).toMatchObject({ status: 200 });
  return AccessPage.parse(JSON.parse(text));
}

const untimed = ({ at: _, ...entry }: AccessEntry) => entry;

describe('the access log', () => {
  test('has each read by key and by link, newest first, with ids and nothing else', async () => {
    const jobId = await newJob();
    const made = await ask(cloud, { path: `/jobs/${jobId}/links`, body: { audio: true }, key });
    const { token, linkId } = CreatedLink.parse(JSON.parse(made.text));
    for (const below of ['transcript?format=srt', 'subtitles', 'audio']) {
      expect((await get(`/jobs/${jobId}/${below}`)).status).toBe(200);
    }
    for (const below of ['transcript', 'audio']) {
      expect((await get(`/links/${token}/${below}`, null)).status).toBe(200);
    }
    const who = { key: keyPrefix(key) };
    const { entries, nextCursor } = await logOf(`job=${jobId}`);
    expect(entries.map(untimed)).toEqual([
      { jobId, who: { link: linkId }, what: 'audio', as: 'signed-url' },
      { jobId, who: { link: linkId }, what: 'transcript', format: 'json', version: 'edited' },
      { jobId, who, what: 'audio', as: 'signed-url' },
      { jobId, who, what: 'subtitles', version: '0' },
      { jobId, who, what: 'transcript', format: 'srt', version: 'machine' },
      { jobId, who, what: 'link' },
    ]);
    expect(nextCursor).toBeNull();
    const times = entries.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
  });

  test('has no entry for what was refused', async () => {
    const jobId = await newJob();
    const stranger = await keyOf(cloud, 'reads-nothing');
    expectProblem(await get(`/jobs/${jobId}/transcript`, stranger), 404, 'not-found');
    expectProblem(await get(`/jobs/${jobId}/transcript?version=7`), 404, 'not-found');
    expect((await logOf(`job=${jobId}`)).entries).toEqual([]);
  });

  test('is its owner’s alone, also by a cursor of another owner', async () => {
    const jobId = await newJob();
    await get(`/jobs/${jobId}/transcript`);
    await get(`/jobs/${jobId}/transcript`);
    const { nextCursor } = await logOf('limit=1');
    const stranger = await keyOf(cloud, 'reads-nothing');
    for (const query of ['', `job=${jobId}`, `cursor=${encodeURIComponent(nextCursor ?? '')}`]) {
      expect((await logOf(query, stranger)).entries).toEqual([]);
    }
  });

  test('is the same read by pages of any size, by time, and without gap or repeat', async () => {
    const owner = 'pages-through';
    const by = await keyOf(cloud, owner);
    const start = Date.parse('2026-11-01T00:00:00Z');
    for (let nth = 0; nth < 25; nth += 1) {
      // Two entries in each second.
      const at = new Date(start + Math.floor(nth / 2) * 1000);
      const who = { key: `key-${nth}` };
      await new AccessLog(cloud.table, () => at).add(owner, { who, what: 'transcript' });
    }
    const all = (await logOf('', by)).entries;
    expect(all).toHaveLength(25);
    for (const limit of [1, 2, 7, 24, 25, 26]) {
      const read: AccessEntry[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page = await logOf(`limit=${limit}${from}`, by);
        read.push(...page.entries);
        cursor = page.nextCursor;
      }
      expect(read).toEqual(all);
    }
    const part = await logOf('from=2026-11-01T00:00:03Z&to=2026-11-01T00:00:06Z', by);
    expect(part.entries.map(({ at }) => at.slice(17, 19))).toEqual([
      '05',
      '05',
      '04',
      '04',
      '03',
      '03',
    ]);
    const never = await logOf('from=2026-11-01T00:00:06Z&to=2026-11-01T00:00:03Z', by);
    expect(never).toEqual({ entries: [], nextCursor: null });
  });

  test('is exported as JSON lines and CSV', async () => {
    const jobId = await newJob();
    await get(`/jobs/${jobId}/transcript?format=docx`);
    const lines = await get(`/access-log?job=${jobId}&format=jsonl`);
    expect(lines.headers.get('content-type')).toBe('application/jsonl');
    expect(
      lines.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual((await logOf(`job=${jobId}`)).entries);
    const csv = await get(`/access-log?job=${jobId}&format=csv`);
    const [head, row] = csv.text.split('\r\n');
    expect(head).toBe('at,key,link,jobId,sessionId,what,format,version,as');
    expect(row).toMatch(new RegExp(`Z,${keyPrefix(key)},,${jobId},,transcript,docx,machine,$`));
    const first = await get('/access-log?limit=1&format=csv');
    expect(first.headers.get('next-cursor')).toMatch(/#/);
  });

  test('keeps an entry for a year, longer than its job', async () => {
    const jobId = await newJob();
    await get(`/jobs/${jobId}/transcript`);
    const rows = (await everyRow(cloud.table)).filter(
      ({ pk, jobId: of }) => String(pk).startsWith('access#') && of === jobId,
    );
    const days = rows.map(({ ttl }) => Math.round((Number(ttl) - Date.now() / 1000) / 86_400));
    expect(days).toEqual([365]);
  });
});

/** From a list to the report of a bulk. */
import { expect, test } from 'vitest';
import { jobError } from '../../../core/base/job-errors.ts';
import { MAX_FILES } from '../../../core/bulk/bulk-request.ts';
import type { Bulk } from '../../../core/bulk/bulk.ts';
import { csvLine } from '../../../core/bulk/report.ts';
import { filesIn } from '../../../core/bulk/listed-file.ts';
import { listFiles } from '../../../core/steps/bulk/list-files.ts';
import { submitBatch } from '../../../core/steps/bulk/submit-batch.ts';
import { writeReport } from '../../../core/steps/bulk/write-report.ts';
import { BulksInMemory, OWNER } from '../../support/bulks-in-memory.ts';

const PREFIX = `in/${OWNER}/archive/`;

function keys(count: number): string[] {
  return Array.from({ length: count }, (_, nth) => `${PREFIX}${String(nth).padStart(6, '0')}.wav`);
}

function textOf(cloud: BulksInMemory, name: string): string {
  return cloud.texts.get(`bulk/${cloud.bulk.bulkId}/${name}`) ?? '';
}

interface Line {
  line: number;
  file: string;
  status: string;
  code?: string;
}

function linesOf(cloud: BulksInMemory): Line[] {
  const text = textOf(cloud, 'report.jsonl').trimEnd();
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Line);
}

async function submitAll(cloud: BulksInMemory, size = 25): Promise<void> {
  const files = filesIn(textOf(cloud, 'list.jsonl'));
  for (let at = 0; at < files.length; at += size) {
    const batch = { bulkId: cloud.bulk.bulkId, files: files.slice(at, at + size) };
    await submitBatch(batch, cloud.ports);
  }
}

test('all keys below a prefix are listed in their order; names of folders are counted', async () => {
  const cloud = new BulksInMemory([...keys(60), PREFIX, `${PREFIX}b/`, `in/${OWNER}/other.wav`]);
  const listed = await listFiles(cloud.bulk.bulkId, cloud.ports);
  expect(listed.files).toBe(60);
  expect(cloud.bulk.list).toEqual({ listed: 62, skipped: 2 });
  expect(filesIn(textOf(cloud, 'list.jsonl')).map(({ key }) => key)).toEqual(keys(60));
});

test.each<[string, string, (cloud: BulksInMemory) => void]>([
  ['no file', 'no-files', (cloud) => cloud.audio.clear()],
  [
    'too many files',
    'too-many-files',
    (cloud) => {
      for (const key of keys(MAX_FILES + 1)) cloud.audio.set(key, 'etag');
    },
  ],
  [
    'no manifest',
    'no-manifest',
    (cloud) => {
      cloud.bulk = { ...cloud.bulk, source: { manifest: 's3://audio/in/anna/none.jsonl' } };
    },
  ],
])('a list with %s makes no job, and the bulk says why', async (_, code, spoil) => {
  const cloud = new BulksInMemory(keys(2));
  spoil(cloud);
  expect(await listFiles(cloud.bulk.bulkId, cloud.ports)).toMatchObject({ files: 0 });
  await writeReport(cloud.bulk.bulkId, cloud.ports);
  expect(cloud.ended).toMatchObject({ status: 'failed', error: { code } });
  expect(linesOf(cloud)).toEqual([]);
});

test('files that are uploaded lie below the bulk’s own prefix', async () => {
  const cloud = new BulksInMemory(keys(2), { source: { upload: { files: 1 } } });
  cloud.audio.set(`in/${OWNER}/bulk/${cloud.bulk.bulkId}/a.wav`, 'etag');
  expect(await listFiles(cloud.bulk.bulkId, cloud.ports)).toMatchObject({ files: 1 });
});

test('the report has a line for each file in the order of the list, whatever the sizes of batches', async () => {
  const cloud = new BulksInMemory(keys(60));
  await listFiles(cloud.bulk.bulkId, cloud.ports);
  await submitAll(cloud, 7);
  cloud.moveAll({ status: 'completed' });
  const [failed = ''] = cloud.jobsMade.flatMap((job) =>
    job.bulkFile === keys(60)[41] ? job.jobId : [],
  );
  cloud.move(failed, {
    status: 'failed',
    error: jobError('AudioUnreadable', 1),
  });
  await writeReport(cloud.bulk.bulkId, cloud.ports);
  const lines = linesOf(cloud);
  expect(lines.map(({ file }) => file)).toEqual(keys(60));
  expect(lines.filter(({ status }) => status !== 'completed')).toMatchObject([
    { line: 42, status: 'failed', code: 'AudioUnreadable' },
  ]);
  expect(cloud.ended).toMatchObject({
    status: 'partial',
    counts: { listed: 60, submitted: 60, completed: 59, failed: 1, waiting: 0, running: 0 },
  });
  expect(textOf(cloud, 'report.csv').split('\r\n')).toHaveLength(62);
});

test('a batch that was lost is in the report: its files are named', async () => {
  const cloud = new BulksInMemory(keys(5));
  await listFiles(cloud.bulk.bulkId, cloud.ports);
  const files = filesIn(textOf(cloud, 'list.jsonl'));
  await submitBatch({ bulkId: cloud.bulk.bulkId, files: files.slice(0, 3) }, cloud.ports);
  cloud.moveAll({ status: 'completed' });
  await writeReport(cloud.bulk.bulkId, cloud.ports);
  expect(linesOf(cloud).map(({ code }) => code)).toEqual([
    ...[undefined, undefined, undefined],
    ...['internal-error', 'internal-error'],
  ]);
  expect(cloud.ended).toMatchObject({ status: 'partial', counts: { completed: 3, waiting: 2 } });
});

test.each<[string, Partial<Bulk>, string]>([
  ['completed', {}, 'completed'],
  ['cancelled', {}, 'failed'],
  ['cancelled', { cancelledAt: '2026-11-30T12:00:00.000Z' }, 'cancelled'],
])('when all jobs are %s, with %o, the bulk is %s', async (status, given, expected) => {
  const cloud = new BulksInMemory(keys(3));
  await listFiles(cloud.bulk.bulkId, cloud.ports);
  await submitAll(cloud);
  cloud.moveAll({ status: status as 'completed' });
  cloud.bulk = { ...cloud.bulk, ...given };
  await writeReport(cloud.bulk.bulkId, cloud.ports);
  expect(cloud.ended?.status).toBe(expected);
});

test('a name in the table of a spreadsheet is a text: no formula, no further column', () => {
  const line = { line: 1, file: 'in/anna/a,"b".wav', status: 'failed' as const };
  expect(csvLine({ ...line, message: '=HYPERLINK("x")' })).toBe(
    `1,"in/anna/a,""b"".wav",failed,,,,,,"'=HYPERLINK(""x"")"\r\n`,
  );
});

/** A bulk of many files on the embedded cloud, measured and audited from its request to a repeated one. */
import { ChaosHarness } from '../../chaos/harness.ts';
import { bulkPurse } from '../../core/budgets/purse.ts';
import type { BulkView } from '../../core/view/bulk-view.ts';
import { makeArchive } from './archive.ts';
import { auditOf, type Audit } from './audit.ts';
import { postBulk, reportOf, untilOver, usdOfOne } from './scenario.ts';

export interface BulkSizes {
  /** Keys below the prefix: files and names of folders. */
  listed: number;
  jobs: number;
  bad: number;
  machines: number;
  /** So many jobs fit into the ceiling at once. */
  ceilingJobs: number;
}

export interface BulkFigures {
  view: BulkView;
  ceilingUsd: number;
  audit: Audit;
  /** Files of the report that are not completed, and whether they are the bad ones. */
  named: number;
  namesTheBad: boolean;
  /** Jobs of the bulk, and files that have more than one. */
  jobs: number;
  twice: number;
  /** After an identical request with another key. */
  again: BulkView;
  seconds: { listing: number; all: number; again: number };
}

/** Longer than a busy computer needs for a job. */
const SECONDS_A_JOB = 10;
/** Waits of the workflow run so many times as fast. */
const WAIT_SPEED = 10;

export async function measureBulk(sizes: BulkSizes): Promise<BulkFigures> {
  const parameters = { BatchMaxMachines: `${sizes.machines}`, ParameterSeconds: '5' };
  const harness = await ChaosHarness.start({ parameters, progress: console.error });
  try {
    await harness.cloud.aws.emulator.put({ waitSpeed: WAIT_SPEED });
    return await measured(sizes, harness);
  } finally {
    await harness.stop();
  }
}

async function measured(sizes: BulkSizes, harness: ChaosHarness): Promise<BulkFigures> {
  const folders = sizes.listed - sizes.jobs;
  // Such files have a job: the engine finds what is wrong with them.
  const kinds = ['unreadable', 'too-long'] as const;
  const made = { files: sizes.jobs, bad: sizes.bad, folders };
  const archive = await makeArchive(harness, made, { name: 'archive', kinds });
  console.error(`${sizes.listed} objects are there`);
  const deadline = Date.now() + (300 + sizes.jobs * SECONDS_A_JOB) * 1000;
  const driven = { harness, tendPools: () => harness.round('tendPools', 11), deadline };
  const ceilingUsd = (await usdOfOne(driven)) * sizes.ceilingJobs;
  const body = { source: { s3: archive.address }, maxCostUsd: ceilingUsd };
  const begun = Date.now();
  const bulkId = await postBulk(harness, body, 'first');
  const clock = { listed: 0, said: 0 };
  const view = await untilOver(bulkId, driven, (now) => {
    if (now.counts.listed > 0 && clock.listed === 0) clock.listed = Date.now();
    if (Date.now() - clock.said < 10_000) return;
    clock.said = Date.now();
    console.error(JSON.stringify({ ...now.counts, money: now.money?.committedUsd }));
  });
  const over = Date.now();
  const lines = await reportOf(harness, bulkId);
  const named = lines.filter(({ status }) => status !== 'completed').map(({ file }) => file);
  const ids = lines.flatMap(({ jobId }) => (jobId === undefined ? [] : [jobId]));
  const audit = await auditOf(harness, ids, bulkPurse(bulkId));
  const asked = Date.now();
  const again = await untilOver(await postBulk(harness, body, 'again'), driven);
  const made2 = await jobsOfFiles(harness);
  return {
    ...{ view, ceilingUsd, audit, again },
    named: named.length,
    namesTheBad: JSON.stringify(named) === JSON.stringify(archive.bad),
    jobs: new Set(ids).size,
    twice: made2.filter(([, count]) => count > 1).length,
    seconds: {
      listing: (clock.listed - begun) / 1000,
      all: (over - begun) / 1000,
      again: (Date.now() - asked) / 1000,
    },
  };
}

/** Every file of a bulk in the table, with the number of its jobs. */
async function jobsOfFiles({ lists, cloud }: ChaosHarness): Promise<[string, number][]> {
  const counts = new Map<string, number>();
  let cursor: Parameters<typeof lists.ofOwner>[0]['cursor'];
  do {
    const page = await lists.ofOwner({ owner: cloud.info.owner, limit: 100, cursor });
    for (const { bulkFile } of page.jobs) {
      if (bulkFile !== undefined) counts.set(bulkFile, (counts.get(bulkFile) ?? 0) + 1);
    }
    cursor = page.next;
  } while (cursor);
  return [...counts];
}

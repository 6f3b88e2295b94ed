/**
 * `npm run bench boot [-- --jobs N --late-jobs N --late MS]`: time from launch to first segment and end,
 * per phase, on the embedded cloud (Linux). Jobs run one after the other: warm; cold (the image's files
 * dropped from the page cache); cold without prefetch; and both cold cases again on a disk with
 * latency, like a new EBS volume.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { readArguments, refuse } from '../computer/arguments.ts';
import { startCloud, STAGE, type Cloud } from '../local/cloud.ts';
import { ensureImage, type Image } from '../local/image.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { runCommand } from '../computer/run-command.ts';
import { copyImage, homeOf, imageAt, withoutReadingList, writeReadingList } from './boot/images.ts';
import { boot, type Boot } from './boot/job.ts';
import { mountLateDisk, NoLateDisk } from './boot/late-disk.ts';
import { megabytesByFolder, megabytesByPhase, secondsByPhase, type Column } from './boot/report.ts';
import { environment } from './environment.ts';

const USAGE = `npm run bench boot [-- --jobs N] [--late-jobs N] [--late MS]

  --jobs N       jobs under each condition, on this computer's disk (default: 9)
  --late-jobs N  the same on the disk that answers late (default: 3)
  --late MS      how late it answers each read of up to 128 KiB (default: 35)`;
const WORK = path.join(PROJECT, '.bench', 'boot');
const Touched = z.record(z.string(), z.number());

interface Measured {
  readonly columns: readonly Column[];
  /** Folder of the image → bytes in the page cache after the last job. */
  readonly touched: z.infer<typeof Touched>;
}

const { values } = readArguments(USAGE, {
  args: process.argv.slice(3),
  options: {
    jobs: { type: 'string', default: '9' },
    'late-jobs': { type: 'string', default: '3' },
    late: { type: 'string', default: '35' },
  },
});
if (process.platform !== 'linux') refuse(USAGE, 'It needs Linux, whose page cache can be asked.');
const [jobs, lateJobs, late] = [whole('jobs'), whole('late-jobs'), whole('late')];

const python = await ensurePython(console.error);
const copy = copyImage(await ensureImage(python, console.error), path.join(WORK, 'image'));
const cloud = await startCloud({ progress: console.error });
try {
  await writeReadingList(copy);
  await boot(cloud); // warms up the functions
  const near = await onThisDisk(cloud);
  const far = await onLateDisk(cloud).catch(notPossible);
  const disk = far ? 'late disk' : "this computer's disk";
  console.log(`\nSeconds since launchRequested, median (lowest to highest) of ${jobs} jobs; on a disk that answers each read after ${late} ms: of ${lateJobs}

${secondsByPhase([...near.columns, ...(far?.columns ?? [])])}

Brought in by the end of a job, nothing read ahead (${disk})

${megabytesByFolder((far ?? near).touched)}`);
  if (far) console.log(`\nMB asked of the late disk by then\n\n${megabytesByPhase(far.columns)}`);
} finally {
  await cloud.stop();
  for (const folder of ['image', 'unaided', 'late-unaided'])
    rmSync(path.join(WORK, folder), { recursive: true, force: true });
}

async function onThisDisk(on: Cloud): Promise<Measured> {
  const unaided = withoutReadingList(copy, path.join(WORK, 'unaided'));
  const columns: Column[] = [
    { title: 'warm', boots: await several(on, copy, { count: jobs }) },
    { title: 'cold', boots: await several(on, copy, { count: jobs, drop: copy }) },
    {
      title: 'cold, nothing read ahead',
      boots: await several(on, unaided, { count: jobs, drop: copy }),
    },
  ];
  return { columns, touched: await touched(copy) };
}

async function onLateDisk(on: Cloud): Promise<Measured> {
  const own = await environment('boot', { python, requirements: 'bench/boot/requirements.txt' });
  const image = imageAt(path.join(WORK, 'late'));
  const mount = { source: copy.root, place: image.root, python: own };
  const quick = await mountLateDisk({ ...mount, milliseconds: 0 });
  try {
    await writeReadingList(image);
  } finally {
    await quick.unmount();
  }
  const disk = await mountLateDisk({ ...mount, milliseconds: late });
  try {
    const unaided = withoutReadingList(image, path.join(WORK, 'late-unaided'));
    const measure = async (title: string, from: Image): Promise<Column> => {
      const boots = await several(on, from, { count: lateJobs, drop: image });
      return { title, boots, asked: (since, until) => disk.bytesAsked(since, until) };
    };
    const columns = [
      await measure('late disk', image),
      await measure('late disk, nothing read ahead', unaided),
    ];
    return { columns, touched: await touched(image) };
  } finally {
    await disk.unmount();
  }
}

function notPossible(error: unknown): undefined {
  if (!(error instanceof NoLateDisk)) throw error;
  console.error(
    `Without the late disk, which needs FUSE (Debian: apt install fuse3): ${error.message}`,
  );
}

interface Condition {
  readonly count: number;
  /** Image to drop from the page cache before each job; undefined: warm. */
  readonly drop?: Image;
}

async function several(on: Cloud, image: Image, { count, drop }: Condition): Promise<Boot[]> {
  on.ec2.images.offer(image);
  const Name = `/spotscribe/${STAGE}/ami`;
  const ssm = new SSMClient(on.aws.connection);
  await ssm.send(
    new PutParameterCommand({ Name, Value: image.id, Type: 'String', Overwrite: true }),
  );
  if (!drop) await boot(on);
  const boots: Boot[] = [];
  while (boots.length < count) {
    if (drop) await pageCache('drop', drop);
    boots.push(await boot(on));
  }
  return boots;
}

async function touched(image: Image): Promise<Measured['touched']> {
  return Touched.parse(JSON.parse(await pageCache('tell', image)));
}

/** Uses the project's Python: the image's own would be mapped meanwhile. */
async function pageCache(command: 'drop' | 'tell', image: Image): Promise<string> {
  const program = path.join(PROJECT, 'bench', 'boot', 'touched.py');
  const PYTHONPATH = path.join(PROJECT, 'ami');
  return runCommand({
    program: python,
    args: [program, command, homeOf(image)],
    environment: { PYTHONPATH },
  });
}

function whole(name: keyof typeof values): number {
  const value = Number(values[name]);
  return Number.isInteger(value) && value > 0
    ? value
    : refuse(USAGE, `--${name}: ${values[name]} is no positive whole number.`);
}

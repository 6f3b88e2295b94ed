/**
 * Warm servers whose agent is killed, and that lose their power, at every moment of a job: between the
 * message and the claim, the tie and the acceptance, the acceptance and the work, in the work, and before
 * the result is sent. Each job is done once, and its timeline says what befell it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChaosHarness, STUB_ENGINE } from '../../chaos/harness.ts';
import { signalProgram } from '../../chaos/programs.ts';
import { cutPower } from '../../chaos/roads/mishaps.ts';
import { segmentsOf, type Script } from '../../chaos/script.ts';
import { waitUntil } from '../../computer/wait-until.ts';
import { ServerRows } from '../../core/aws/dynamodb/server-rows.ts';
import { currentTaskToken, type Job } from '../../core/job/job.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import { invoke } from '../support/invoke.ts';
import { scriptFile } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { deliveriesOf } from '../support/webhook-of.ts';

const SERVERS = 2;
const PARAMETERS = {
  ...{ WarmMin: String(SERVERS), WarmMax: String(SERVERS), BatchMaxMachines: '0' },
  ...{ HeartbeatSeconds: '20', MaxAttempts: '6' },
};
const WINDOWS = 10;
const PATIENCE_MS = 60_000;
const LOOK_MS = 10;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: PARAMETERS, engine: STUB_ENGINE });
});
afterAll(() => cloud.stop());

/** Servers that take jobs, launched by a round of a minute of its own. */
async function servers(minutes: number): Promise<void> {
  const time = new Date(Date.now() + minutes * 60_000).toISOString();
  await invoke(cloud, 'tendPools', { time });
  await cloud.until('all servers take jobs', 'none', async () => {
    const rows = await new ServerRows(cloud.table).all();
    const isReady = ({ id }: Instance) => rows[id]?.ready === true && rows[id].load.running === 0;
    return running().filter(isReady).length >= SERVERS;
  });
}

function running(): Instance[] {
  return cloud.cloud.ec2.host
    .all()
    .filter(({ tags, state }) => tags['Pool'] !== undefined && state === 'running');
}

interface Moment {
  name: string;
  /** How the job's item shows the moment; `inSlot`: how the slot's files do, for a short one. */
  ofJob?: (job: Job) => boolean;
  inSlot?: (folder: string) => boolean;
  /** The agent stands still from then on, so that the moment does not pass before it is struck. */
  heldFrom?: (folder: string) => boolean;
}

const MOMENTS: Moment[] = [
  { name: 'it has the message' },
  { name: 'the job is tied to it', ofJob: ({ instance }) => instance !== undefined },
  { name: 'it has accepted', ofJob: (job) => currentTaskToken(job) !== undefined },
  { name: 'it is at work', inSlot: isHalfDone, heldFrom: hasBegun },
  {
    name: 'all is transcribed',
    inSlot: (folder) => windowsIn(folder) === WINDOWS,
    heldFrom: hasBegun,
  },
];

function hasBegun(slot: string): boolean {
  return windowsIn(slot) > 0;
}

function isHalfDone(slot: string): boolean {
  return windowsIn(slot) >= WINDOWS / 2;
}

function windowsIn(slot: string): number {
  return contentOf(`${slot}/checkpoint`).split('\n').length - 2;
}

/** The server that has the job's message, by its state files, and the folder of its slot. */
function serverOf(jobId: string): { server: Instance; slot: string } | undefined {
  for (const server of running()) {
    const folder = `${server.root}/run/spotscribe`;
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      const nth = /^task-(\d)\.json$/.exec(name)?.[1];
      if (nth === undefined || !contentOf(`${folder}/${name}`).includes(jobId)) continue;
      return { server, slot: `${server.root}/var/lib/spotscribe/slot-${nth}` };
    }
  }
  return undefined;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // removed meanwhile
  }
}

async function struck(
  jobId: string,
  { name, ofJob, inSlot, heldFrom }: Moment,
  strike: (id: Instance) => void,
) {
  if (heldFrom) await atServer(jobId, `${name}: held`, { when: { inSlot: heldFrom }, act: hold });
  await atServer(jobId, name, { when: { ofJob, inSlot }, act: strike });
}

async function atServer(
  jobId: string,
  name: string,
  { when: { ofJob, inSlot }, act }: { when: Omit<Moment, 'name'>; act: (server: Instance) => void },
) {
  const error = () => new Error(`${name}: did not come`);
  await waitUntil(
    async () => {
      const found = serverOf(jobId);
      if (!found || inSlot?.(found.slot) === false) return false;
      const job = ofJob && (await cloud.jobs.job(jobId));
      if (job && !ofJob(job)) return false;
      act(found.server);
      return true;
    },
    { limit: { deadline: Date.now() + PATIENCE_MS, error }, pauseMs: () => LOOK_MS },
  );
}

function hold({ id }: Instance): void {
  signalProgram(cloudAsHarness(), { id, program: 'agent', signal: 'SIGSTOP' });
}

const losesPower = (server: Instance) => cutPower(server, cloudAsHarness());

const STRIKES: [string, number, (server: Instance) => void][] = [
  [
    'the agent is killed',
    0,
    ({ id }) => signalProgram(cloudAsHarness(), { id, program: 'agent', signal: 'SIGKILL' }),
  ],
  ['the server loses its power', 5, losesPower],
];

/** What the strikes need of it. */
function cloudAsHarness(): Pick<ChaosHarness, 'ec2'> {
  return { ec2: cloud.cloud.ec2 };
}

test.each(STRIKES)(
  '%s at every moment of a job: all are done, each once',
  async (_, at, strike) => {
    for (const [nth, moment] of MOMENTS.entries()) {
      await servers(at + nth);
      const script: Script = { title: `${moment.name} ${at}`, windows: WINDOWS, paceSeconds: 0.1 };
      const { jobId } = await cloud.client.submitFile(scriptFile(script), {
        ...{ route: 'warm', webhook: cloud.webhook },
      });
      await struck(jobId, moment, strike);
      const job = await cloud.completed(jobId);
      const { segments } = await cloud.client.transcript(jobId);
      expect(segments.map(({ text }) => text)).toEqual(segmentsOf(script));
      expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
      const timeline = await cloud.client.timeline(jobId);
      const whats = timeline.map(({ what }) => what);
      expect(whats.filter((what) => what === 'completed')).toHaveLength(1);
      expect(whats).toContain('offered');
      const lost = timeline.filter(({ what }) => what === 'attempt-failed');
      expect(lost).toHaveLength(job.attempt - 1);
      if (strike === losesPower && moment.inSlot) {
        expect(lost[0]?.detail['code']).toBe('InstanceLost');
      }
    }
  },
);

import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { REASONS, type Instance } from '../../local/ec2/instance.ts';
import { waitUntil, type Limit } from '../../computer/wait-until.ts';
import type { FaultCase, Lab } from './lab.ts';

const WINDOWS = 10;
const NOTICE_MS = 2000;
/** A moment lasts a second or more, and to look for it reads a file. */
const MOMENT_MS = 20;
const PATIENCE_MS = 60_000;

/** What a machine has come to when it is taken back; every other one has a notice before. */
const MOMENTS: ((instance: Instance) => boolean)[] = [
  () => true,
  ({ state }) => state === 'running',
  // The agent is about to claim.
  has('run/spotscribe/task.json'),
  has('var/lib/spotscribe/audio'),
  (instance) => windowsOn(instance) >= WINDOWS / 2,
  (instance) => windowsOn(instance) === WINDOWS,
];

export const interruption: FaultCase = {
  name: 'interruption at any moment, with a notice or without: the job is done, whole, on a next machine',
  prove: async (lab) => {
    const taken: Promise<void>[] = [];
    const jobs = await Promise.all(
      MOMENTS.map((hasCome, index) =>
        lab.submit({ windows: WINDOWS, paceSeconds: 0.2, endSeconds: 1 }, [
          {
            kind: 'machine',
            times: 1,
            prepare: (instance) => {
              const moment = waitUntil(() => hasCome(instance), {
                limit: patience(`moment ${index}`),
                pauseMs: () => MOMENT_MS,
              });
              taken.push(moment.then(() => takeBack(lab, instance, index % 2 === 0)));
            },
          },
        ]),
      ),
    );
    for (const job of jobs) {
      const done = await lab.completed(job);
      expect(done.attempt).toBeLessThanOrEqual(2);
      expect(lab.instances(job)).toHaveLength(done.attempt);
    }
    await Promise.all(taken);
    expect(taken).toHaveLength(MOMENTS.length);
  },
};

function takeBack({ ec2 }: Lab, { id }: Instance, withNotice: boolean): void {
  if (withNotice) ec2.host.interrupt(id, NOTICE_MS);
  else ec2.host.terminate(id, REASONS.spot);
}

function patience(what: string): Limit {
  const error = () => new Error(`${what} did not come within ${PATIENCE_MS} ms`);
  return { deadline: Date.now() + PATIENCE_MS, error };
}

function has(file: string): (instance: Instance) => boolean {
  return ({ root }) => existsSync(`${root}/${file}`);
}

/** Lines of the checkpoint after its header. */
function windowsOn({ root }: Instance): number {
  const checkpoint = `${root}/var/lib/spotscribe/checkpoint`;
  return existsSync(checkpoint) ? readFileSync(checkpoint, 'utf8').split('\n').length - 2 : 0;
}

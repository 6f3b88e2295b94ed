/** Divides what a pool's machine is charged for among the jobs that it had. */
import type { PoolMachines } from '../../aws/dynamodb/pool-machines.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { chargedSeconds } from '../../machines/machine-use.ts';
import type { PoolMachine, PoolWork } from '../../machines/pool/pool-machine.ts';
import { sharesOf } from '../../machines/pool/shares.ts';

/** Divisions that may follow each other, each by newer facts. */
const MOST_DIVISIONS = 5;

/**
 * Does nothing for a machine that is not gone. A repeated call writes the same. One at the same time may
 * know an older end of some work, and their writes may mix: so each looks again after its writes, and
 * divides anew by what has changed.
 */
export async function divideIfGone(
  id: string,
  { machines }: { machines: Pick<PoolMachines, 'find' | 'works' | 'keepShare'> },
): Promise<void> {
  for (let done = '', times = 0; times < MOST_DIVISIONS; times += 1) {
    const [machine, works] = await Promise.all([machines.find(id), machines.works(id)]);
    const facts = JSON.stringify([machine, works]);
    if (machine?.terminatedAt === undefined || facts === done) return;
    await divide(machine, works, { machines });
    done = facts;
  }
}

async function divide(
  machine: PoolMachine,
  works: readonly PoolWork[],
  { machines }: { machines: Pick<PoolMachines, 'keepShare'> },
): Promise<void> {
  const end = Date.parse(machine.endedAt ?? machine.terminatedAt ?? '');
  const busy = works.map(({ since, until }) => {
    const last = until === undefined ? end : Math.min(Date.parse(until), end);
    return Math.max(0, last - Date.parse(since)) / 1000;
  });
  const shares = sharesOf(chargedSeconds(machine, new Date(end)), busy);
  await forEachSettled(
    works.map((work, index) => ({ work, seconds: shares[index] ?? 0 })),
    ({ work }) => work.jobId,
    ({ work, seconds }) => machines.keepShare(machine.id, work, seconds),
  );
}

/** Divides what a pool's machine is charged for among the jobs that it had. */
import type { PoolMachines } from '../../aws/dynamodb/pool-machines.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { chargedSeconds } from '../../machines/machine-use.ts';
import type { PoolMachine, PoolWork } from '../../machines/pool/pool-machine.ts';
import { sharesOf } from '../../machines/pool/shares.ts';

/** Does nothing for a machine that is not gone. A repeated call writes the same. */
export async function divideIfGone(
  id: string,
  { machines }: { machines: Pick<PoolMachines, 'find' | 'works' | 'keepShare'> },
): Promise<void> {
  const machine = await machines.find(id);
  if (machine?.terminatedAt === undefined) return;
  await divide(machine, await machines.works(id), { machines });
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

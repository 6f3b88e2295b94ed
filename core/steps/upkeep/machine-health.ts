/** Keeps the report of a pool's machine. */
import type { PoolMachines } from '../../aws/dynamodb/pool-machines.ts';
import type { ServerRows } from '../../aws/dynamodb/server-rows.ts';
import type { SignedMachine } from '../../machines/instance-identity.ts';
import type { PoolMachine } from '../../machines/pool/pool-machine.ts';
import { defaultModel } from '../../transcript/model-name.ts';
import type { HealthReport } from '../../machines/pool/server-row.ts';

interface MachineHealthPorts {
  machines: Pick<PoolMachines, 'find' | 'recordBox'>;
  servers: Pick<ServerRows, 'report'>;
  /** Models that the deployment declares, the default first. */
  models: readonly string[];
}

/** @returns undefined for a machine of no pool, or one that is not recorded yet */
export async function machineHealth(
  { machine, report, now }: { machine: SignedMachine; report: HealthReport; now: Date },
  { machines, servers, models }: MachineHealthPorts,
): Promise<{ retire: boolean } | undefined> {
  if (!machine.isOfPool) return undefined;
  const { pool: asked = 'warm', ...health } = report;
  let known = await machines.find(machine.id);
  if (machine.kind === 'box' && known?.pool !== asked) {
    known = boxOf(machine.id, asked, now);
    await machines.recordBox(known);
  }
  if (!known) return undefined;
  const row = await servers.report(machine.id, {
    ...health,
    model: machine.kind === 'box' ? health.model : jobsModel(health.model, models),
    pool: known.pool,
    kind: machine.kind,
    beatAt: now.toISOString(),
  });
  return { retire: row.retire ?? false };
}

/**
 * The name by which jobs ask for the model that an instance has loaded. Any image does jobs of the
 * deployment's default with its own default, whatever that one is called. A box has no image of the
 * deployment: it does jobs of its own model alone.
 */
function jobsModel(loaded: string, models: readonly string[]): string {
  return models.includes(loaded) ? loaded : defaultModel(models);
}

/** A box is known by its first report; it costs this account nothing. */
function boxOf(id: string, pool: PoolMachine['pool'], now: Date): PoolMachine {
  return {
    ...{ id, pool, kind: 'box', type: 'box', market: 'own', zone: 'none', imageId: 'none' },
    launchedAt: now.toISOString(),
  };
}

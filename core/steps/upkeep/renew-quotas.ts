/** Reads EC2's quotas of GPU machines once an hour: AWS raises them on request, within hours or days. */
import type { MachineQuotas } from '../../aws/dynamodb/machine-quotas.ts';
import type { ServiceQuotas } from '../../aws/service-quotas.ts';
import { logError } from '../../base/log.ts';
import { GPU_QUOTAS } from '../../machines/spot/gpu-quota.ts';

interface RenewQuotasPorts {
  machineQuotas: MachineQuotas;
  serviceQuotas: Pick<ServiceQuotas, 'value'>;
}

const RENEWED_MS = 3_600_000;

/** Never throws for quotas that AWS does not tell: they are logged, and the former ones stay. */
export async function renewQuotas(
  now: Date,
  { machineQuotas, serviceQuotas }: RenewQuotasPorts,
): Promise<void> {
  if (!(await machineQuotas.takeTurn(now, new Date(now.getTime() - RENEWED_MS)))) return;
  const ask = ({ code }: { code: string }) => serviceQuotas.value({ service: 'ec2', code });
  try {
    const [spot, onDemand] = await Promise.all([
      ask(GPU_QUOTAS.spot),
      ask(GPU_QUOTAS['on-demand']),
    ]);
    await machineQuotas.keep({ spot, 'on-demand': onDemand });
  } catch (error) {
    logError('quotas of GPU machines not read; owners share what was read before', error);
  }
}

/** What measureMachines found, as Markdown, and where it is not as it should be. */
import type { MachinesUse, RouteUse } from './machines.ts';
import { SAMPLE_SECONDS } from './sample.ts';

/** Instance-seconds of spot over those of batch, at least. */
const LEAST_RATIO = 5;
/** EC2's events have whole seconds, and a machine is gone a moment after it shuts down. */
const ROUNDING_SECONDS = 3;
/** Boot of a new instance, docs/performance.md; the embedded cloud's has none. */
const BOOT_SECONDS = 33;
const LEAST_SECONDS = 60;

export function machinesTable({ batch, spot }: MachinesUse): string {
  const row = (what: string, figure: (use: RouteUse) => number, digits = 0) => {
    const [less, more] = [figure(batch), figure(spot)];
    const figures = [less.toFixed(digits), more.toFixed(digits), (more / less).toFixed(1)];
    return `| ${[what, ...figures].join(' | ')} |`;
  };
  const audioHours = ({ jobs }: RouteUse) => (jobs * SAMPLE_SECONDS) / 3600;
  return [
    `| ${batch.jobs} files of ${SAMPLE_SECONDS} s | batch | spot | spot / batch |`,
    '| --- | ---: | ---: | ---: |',
    row('machines', ({ machines }) => machines),
    row('models loaded (engine processes started)', ({ modelLoads }) => modelLoads),
    row('instance-seconds charged, by EC2', ({ chargedSeconds }) => chargedSeconds),
    row('the same by the receipts', ({ receiptSeconds }) => receiptSeconds),
    row('seconds that the machines ran', ({ ranSeconds }) => ranSeconds),
    row(`charged, with a boot of ${BOOT_SECONDS} s as on AWS (calculated)`, withBoot),
    row('USD of machines for an hour of audio', (use) => use.usd / audioHours(use), 4),
    row('function calls for a job', (use) => use.lambdaRequests / use.jobs, 1),
    row('table reads for a job', (use) => use.tableReads / use.jobs, 1),
    row('table writes for a job', (use) => use.tableWrites / use.jobs, 1),
  ].join('\n');
}

/** All machines of a route run about as long. */
function withBoot({ machines, ranSeconds }: RouteUse): number {
  return machines * Math.max(LEAST_SECONDS, BOOT_SECONDS + ranSeconds / machines);
}

/** Sentences; empty if all is well. */
export function complaints({ batch, spot }: MachinesUse): string[] {
  const apart = ({ chargedSeconds, receiptSeconds, machines }: RouteUse) =>
    Math.abs(chargedSeconds - receiptSeconds) > ROUNDING_SECONDS * machines;
  return [
    ...(batch.machines === 1 ? [] : [`Batch had ${batch.machines} machines.`]),
    ...(batch.modelLoads === 1 ? [] : [`Batch loaded a model ${batch.modelLoads} times.`]),
    ...(spot.chargedSeconds >= LEAST_RATIO * batch.chargedSeconds
      ? []
      : [
          "Batch is charged more than a fifth of spot's seconds; with few files its last idle minute is.",
        ]),
    ...(apart(batch) || apart(spot) ? ['The receipts have other seconds than EC2.'] : []),
  ];
}

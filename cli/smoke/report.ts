/** Report of a smoke test, as Markdown and JSON. */
export interface StepReport {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly detail: string;
}

export interface SmokeReceipt {
  readonly jobId: string;
  readonly instance: string;
  readonly type: string;
  readonly market: string;
  readonly zone: string;
  /** Billed seconds: from launch to the end of EC2's charge, at least 60. */
  readonly seconds: number;
  readonly usdPerHour: number;
  readonly usd: number;
}

export interface SmokeReport {
  readonly stage: string;
  readonly region: string;
  readonly startedAt: string;
  readonly ok: boolean;
  readonly mostUsd: number;
  readonly maxUsd: number;
  readonly steps: readonly StepReport[];
  readonly receipt: SmokeReceipt | undefined;
}

export function markdown(report: SmokeReport): string {
  const { stage, region, startedAt, ok, mostUsd, maxUsd, steps, receipt } = report;
  const rows = steps.map(
    ({ name, ok: isOk, seconds, detail }) =>
      `| ${name} | ${isOk ? 'ok' : 'FAILED'} | ${seconds.toFixed(0)} | ${oneLine(detail)} |`,
  );
  return `# Smoke test of ${stage} in ${region}: ${ok ? 'passed' : 'FAILED'}

Started ${startedAt}. It could cost at most ${mostUsd.toFixed(2)} USD; allowed were ${maxUsd.toFixed(2)} USD.

| step | result | seconds | |
| --- | --- | --- | --- |
${rows.join('\n')}

${receipt ? receiptText(receipt) : 'No job ended, so there is no receipt.'}
`;
}

function receiptText({
  jobId,
  instance,
  type,
  market,
  zone,
  seconds,
  usdPerHour,
  usd,
}: SmokeReceipt) {
  return `Receipt: ${jobId} on ${instance}, ${type} ${market} in ${zone}: ${seconds.toFixed(0)} s × ${usdPerHour.toFixed(4)} USD an hour = ${usd.toFixed(5)} USD.`;
}

function oneLine(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, '; ');
}

/**
 * Metrics, as lines of a function's log from which CloudWatch reads them: no call, no right, no client.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const NAMESPACE = 'Spotscribe';

export type Counts = Readonly<Record<string, number>>;

/** Counts of one stage at one moment; names are CloudWatch's, so in its spelling: `OrphanInstances`. */
export function writeCounts(stage: string, counts: Counts, now: Date): void {
  process.stdout.write(`${JSON.stringify(embeddedMetrics(stage, counts, now))}\n`);
}

export function embeddedMetrics(stage: string, counts: Counts, now: Date) {
  const Metrics = Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' }));
  return {
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['Stage']], Metrics }],
    },
    Stage: stage,
    ...counts,
  };
}

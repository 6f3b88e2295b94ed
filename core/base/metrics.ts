/**
 * Metrics in CloudWatch's embedded metric format: log lines, so no API call, permission or client.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const NAMESPACE = 'Spotscribe';

export type MetricCounts = Readonly<Record<string, number>>;

/** Writes counts of one stage. Names are CloudWatch metric names: `OrphanInstances`. */
export function writeCounts(stage: string, counts: MetricCounts, now: Date): void {
  process.stdout.write(`${JSON.stringify(embeddedMetrics(stage, counts, now))}\n`);
}

export function embeddedMetrics(stage: string, counts: MetricCounts, now: Date) {
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

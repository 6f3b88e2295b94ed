import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { embeddedMetrics } from '../../core/base/metrics.ts';
import { CloudWatch } from '../support/cloudwatch.ts';
import { until } from '../support/until.ts';
import { sharedFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';

const { connection } = (await sharedFixture()).aws;
const watch = new CloudWatch(connection);
const lambda = new LambdaClient(connection);

const Datapoints = z.object({ Datapoints: z.array(z.object({ Maximum: z.number() })) });

/** As a function of ours counts. */
async function logged(stage: string, counts: Record<string, number>): Promise<void> {
  const log = JSON.stringify(embeddedMetrics(stage, counts, new Date()));
  const Payload = JSON.stringify({ log });
  await lambda.send(new InvokeCommand({ FunctionName: FIXTURE.function, Payload }));
}

async function maxima(MetricName: string, stage: string): Promise<number[]> {
  const now = Date.now() / 1000;
  const answer = await watch.call('GetMetricStatistics', {
    ...{ Namespace: 'Spotscribe', MetricName, Dimensions: [{ Name: 'Stage', Value: stage }] },
    ...{ StartTime: now - 300, EndTime: now + 300, Period: 600, Statistics: ['Maximum'] },
  });
  return Datapoints.parse(answer).Datapoints.map(({ Maximum }) => Maximum);
}

async function alarmOn(MetricName: string, stage: string): Promise<string> {
  const AlarmName = `alarm-${randomUUID()}`;
  await watch.call('PutMetricAlarm', {
    ...{ AlarmName, Namespace: 'Spotscribe', MetricName, Statistic: 'Maximum', Period: 300 },
    ...{ Dimensions: [{ Name: 'Stage', Value: stage }], EvaluationPeriods: 1, Threshold: 0 },
    ComparisonOperator: 'GreaterThanThreshold',
  });
  return AlarmName;
}

test('a metric in a log line of a function is one, with its dimension', async () => {
  const metric = `Metric${randomUUID()}`;
  await logged('one', { [metric]: 3 });
  await until('the metric', async () => (await maxima(metric, 'one')).includes(3));
  expect(await maxima(metric, 'other')).toEqual([]);
});

test('an alarm is on the metric of its dimension alone', async () => {
  const metric = `Metric${randomUUID()}`;
  const [right, wrong] = [await alarmOn(metric, 'one'), await alarmOn(metric, 'misspelt')];
  await logged('one', { [metric]: 1 });
  await until('the alarm', async () => (await watch.alarmState(right)) === 'ALARM');
  expect(await watch.alarmState(wrong)).toBe('INSUFFICIENT_DATA');
});

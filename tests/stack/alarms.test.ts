/** Alarms of the packaged template: each is of something that is there. */
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { ofType, packagedTemplate, type Resources } from './template.ts';

const Alarm = z.object({
  AlarmName: z.string(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.tuple([z.strictObject({ Name: z.string(), Value: z.string() })]),
  TreatMissingData: z.enum(['missing', 'notBreaching']),
});
/** Of SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const SQS_METRICS = ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'];

let resources: Resources;
let alarms: z.infer<typeof Alarm>[];
beforeAll(async () => {
  ({ resources } = await packagedTemplate());
  const found = ofType(resources, 'AWS::CloudWatch::Alarm');
  alarms = found.map(([, properties]) => Alarm.parse(properties));
});

test('all have a name of the stage, by which the topic lets them publish', () => {
  const others = alarms.filter(({ AlarmName }) => !AlarmName.startsWith('spotscribe-local-'));
  expect(others).toEqual([]);
});

test('those of queues are of queues of the stack', () => {
  const queues = ofType(resources, 'AWS::SQS::Queue').map(([, { QueueName }]) => QueueName);
  const about = alarms.filter(({ Namespace }) => Namespace === 'AWS/SQS');
  expect(about.length).toBeGreaterThan(0);
  for (const { MetricName, Dimensions, TreatMissingData } of about) {
    const [{ Name, Value }] = Dimensions;
    expect(SQS_METRICS).toContain(MetricName);
    expect([Name, TreatMissingData]).toEqual(['QueueName', 'notBreaching']);
    expect(queues).toContain(Value);
  }
});

test('a message that waits for an hour, and an offer that waits for a day and a half, are told', () => {
  const ages = ofType(resources, 'AWS::CloudWatch::Alarm')
    .filter(([, { MetricName }]) => MetricName === 'ApproximateAgeOfOldestMessage')
    .map(([, { AlarmName, Threshold }]) => [AlarmName, Threshold]);
  expect(Object.fromEntries(ages)).toEqual({
    'spotscribe-local-intake-oldest': 3600,
    'spotscribe-local-batch-oldest': 36 * 3600,
  });
});

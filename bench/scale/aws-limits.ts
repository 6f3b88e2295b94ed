/**
 * AWS's defaults for an account in eu-north-1, as read on 2026-11-30, some of them in copies of AWS's
 * pages: docs/scale.md says which. us-east-1, us-west-2 and eu-west-1 have more of some.
 */
import { delaying, refusing, type Effect, type Limit } from './limits.ts';

const ACCOUNT = { by: 'AWS', scope: 'account' } as const;
const BY_QUOTA = { ...ACCOUNT, lift: 'quota' } as const;
const STEPS = {
  ...{ ...BY_QUOTA, how: 'a quota of Step Functions' },
  source: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
} as const;
const EC2_API = {
  ...ACCOUNT,
  lift: 'region',
  source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
} as const;
const LAMBDA = {
  ...BY_QUOTA,
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
} as const;

/** vCPUs of G and VT spot instances by default; a new account has none. */
const GPU_VCPUS = 64;
const GP3_GIB = 50 * 1024;

/** Limits on machines. @param vcpus vCPUs of one machine */
export function machineLimits({ vcpus, rootGib }: { vcpus: number; rootGib: number }) {
  return {
    vcpus: {
      ...{ ...BY_QUOTA, name: 'G spot instances (64 vCPUs)' },
      ...{ capacity: delaying(Math.floor(GPU_VCPUS / vcpus)) },
      how: 'quota L-3819A6DF, which is 0 in a new account',
      source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-limits.html',
    },
    volumes: {
      ...{ ...BY_QUOTA, name: 'gp3 storage (50 TiB)', how: 'quota L-7A658B76' },
      ...{ capacity: refusing(Math.floor(GP3_GIB / rootGib)) },
      source: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html',
    },
  } as const satisfies Record<string, Limit>;
}

/** Limits on requests and work. */
export const REQUEST_LIMITS = {
  createFleet: {
    ...{ ...EC2_API, name: 'calls of CreateFleet', capacity: bucket(5, 2, 'delays') },
    how: 'AWS Support; another region or account; or `batch`',
  },
  terminate: {
    ...{ ...EC2_API, name: 'calls of TerminateInstances', capacity: bucket(100, 5, 'delays') },
    how: 'machines power themselves off: call only for those that do not',
  },
  transitions: { ...STEPS, name: 'state transitions', capacity: bucket(800, 500, 'delays') },
  startExecution: {
    ...{ ...STEPS, name: 'calls of StartExecution', capacity: bucket(800, 150, 'delays') },
  },
  openExecutions: { ...STEPS, name: 'open executions', capacity: refusing(1_000_000) },
  heartbeats: {
    ...{ ...STEPS, name: 'calls of SendTaskHeartbeat', capacity: bucket(1500, 300, 'delays') },
  },
  lambda: {
    ...{ ...LAMBDA, name: 'functions at a time (1,000)', how: 'quota L-B99A9384' },
    capacity: bucket(0, 1000, 'refuses'),
  },
  newLambda: {
    ...{ ...LAMBDA, name: 'functions at a time, new account (10)' },
    ...{ capacity: bucket(0, 10, 'refuses'), how: 'quota L-B99A9384; AWS raises it with use' },
  },
  eventBridge: {
    ...{ ...BY_QUOTA, name: 'invocations by EventBridge', how: 'a quota of EventBridge' },
    capacity: bucket(0, 1100, 'delays'),
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
  },
  apiGateway: {
    ...{ ...BY_QUOTA, name: 'requests of API Gateway', how: 'quota L-8A5B8E43' },
    capacity: bucket(5000, 10_000, 'refuses'),
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  newTable: {
    ...{ ...ACCOUNT, name: 'writes of a new table', lift: 'setting' },
    ...{ capacity: bucket(0, 4000, 'delays'), how: 'use; or `WarmThroughput` before it' },
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html',
  },
  s3: {
    ...{ ...ACCOUNT, name: 'writes below one prefix of S3', lift: 'setting' },
    ...{ capacity: bucket(0, 3500, 'delays'), how: 'S3 divides the prefix itself, with use' },
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html',
  },
  inFlight: {
    ...{ ...ACCOUNT, name: 'messages in flight', lift: 'code' },
    ...{ capacity: refusing(120_000), how: 'a queue for each part of the pool' },
    source:
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
  },
  endpointQuota: {
    ...{ ...BY_QUOTA, name: 'ml.g4dn.xlarge of endpoints', capacity: delaying(1) },
    how: 'a quota of SageMaker; accounts have 0 to 2',
    source: 'https://docs.aws.amazon.com/general/latest/gr/sagemaker.html',
  },
} as const satisfies Record<string, Limit>;

function bucket(burst: number, perSecond: number, effect: Effect) {
  return { burst, perSecond, effect };
}

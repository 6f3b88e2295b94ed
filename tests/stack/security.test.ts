import { beforeAll, describe, expect, test } from 'vitest';
import { QUEUES, queueNames } from '../../cli/dlq/queues.ts';
import { KEPT_DAYS } from '../../core/view/deletion-receipt.ts';
import { tooWide } from './policies.ts';
import * as z from 'zod';
import {
  ofType,
  packagedTemplate,
  withoutEndpoint,
  type Resource,
  type Resources,
} from './template.ts';

let resources: Resources;
beforeAll(async () => {
  ({ resources } = await packagedTemplate());
});

describe('rights', () => {
  test('no statement allows a wildcard without a condition, or anybody', () => {
    // The bucket that osls makes for its uploads is not ours to write; it is checked all the same.
    expect(tooWide(resources)).toEqual([]);
  });

  const ARN = 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}';
  const bound = { Condition: { StringEquals: { 'aws:ResourceTag/Project': 'spotscribe' } } };
  const open = { Condition: { StringLike: { 'aws:userid': '*' } } };

  test.each([
    ['any action', { Action: 's3:*', Resource: 'arn:aws:s3:::x' }, 'action s3:*'],
    ['any action, even bound', { Action: 's3:*', Resource: 'x', ...bound }, 'action s3:*'],
    ['any resource', { Action: ['s3:GetObject'], Resource: '*' }, 'any resource'],
    ['one of two resources', { Action: 's3:GetObject', Resource: ['x', '*'] }, 'any resource'],
    ['an idle condition', { Action: 's3:GetObject', Resource: '*', ...open }, 'any resource'],
    ['no condition in it', { Action: 'a:B', Resource: '*', Condition: {} }, 'any resource'],
    [
      'every instance',
      { Action: 'ec2:TerminateInstances', Resource: { 'Fn::Sub': `${ARN}:instance/*` } },
      'every ec2 instance',
    ],
    [
      'every image, but for no launch',
      { Action: 'ec2:CreateTags', Resource: { 'Fn::Sub': `${ARN}:image/*` } },
      'every ec2 image',
    ],
    ['every bucket', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::*' }, 'every s3'],
    [
      'every account',
      { Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/x' },
      'anywhere arn:aws:iam::*:role/x',
    ],
    [
      'a wildcard that is put together',
      { Action: 'a:B', Resource: { 'Fn::Join': ['', ['*']] } },
      'any resource',
    ],
    ['all other actions', { NotAction: 'iam:*', Resource: 'x' }, 'NotAction allows the rest'],
    ['all other resources', { Action: 'a:B', NotResource: 'x' }, 'NotResource allows the rest'],
    ['anybody', { Action: 's3:GetObject', Resource: 'x', Principal: { AWS: '*' } }, 'anybody may'],
  ])('a planted statement with %s is found', (_, statement, fault) => {
    const planted = (Statement: unknown) => ({
      ...resources,
      Planted: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ Document: { Statement } }] } },
    });
    const alone = { Effect: 'Allow', ...statement };
    expect(tooWide(planted([alone]))).toEqual([`Planted: ${fault}`]);
    expect(tooWide(planted(alone))).toEqual([`Planted: ${fault}`]);
    expect(tooWide(planted([{ ...alone, Effect: 'Deny' }]))).toEqual([]);
  });

  test.each([
    ['anybody', { Principal: '*' }, 'anybody may'],
    ['a service', { Principal: 'events.amazonaws.com' }, 'anybody may, by events.amazonaws.com'],
  ])('a planted permission to invoke for %s is found', (_, Properties, fault) => {
    const Planted = { Type: 'AWS::Lambda::Permission', Properties };
    expect(tooWide({ ...resources, Planted })).toEqual([`Planted: ${fault}`]);
  });

  test('a planted policy of AWS is found, and one that nobody can read does not pass', () => {
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const Planted = { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: [arn] } };
    expect(tooWide({ Planted })).toEqual([`Planted: managed policy ${arn}`]);
    const Statement = [{ Effect: 'Allow', Action: { Ref: 'Whatever' }, Resource: 'x' }];
    const Unread = { Type: 'AWS::IAM::Role', Properties: { PolicyDocument: { Statement } } };
    expect(() => tooWide({ Unread })).toThrow();
  });

  test('every function has a role of its own', () => {
    const roles = ofType(resources, 'AWS::Lambda::Function').map(([, { Role }]) =>
      JSON.stringify(Role),
    );
    expect(new Set(roles).size).toBe(roles.length);
  });

  test("the instance's role can be taken by EC2 alone, and has no right to tables or buckets", () => {
    const role = JSON.stringify(resources.InstanceRole);
    const trust = resources.InstanceRole?.Properties.AssumeRolePolicyDocument;
    expect(trust).toMatchObject({ Statement: [{ Principal: { Service: 'ec2.amazonaws.com' } }] });
    expect(role).not.toMatch(/"(dynamodb|s3|ssm|ec2|lambda|iam|sqs|logs):/);
    expect(actionsOf(resources.InstanceRole)).toEqual([
      'execute-api:Invoke',
      'states:SendTaskFailure',
      'states:SendTaskHeartbeat',
      'states:SendTaskSuccess',
      'sts:AssumeRole',
      'sts:TagSession',
    ]);
  });

  test('logs are written by a role that an instance takes under its own id, and that does nothing else', () => {
    const { AssumeRolePolicyDocument: trust } = resources.InstanceLogRole?.Properties ?? {};
    expect(trust).toMatchObject({
      Statement: [
        {
          Principal: {
            AWS: [
              { 'Fn::GetAtt': ['InstanceRole', 'Arn'] },
              { 'Fn::GetAtt': ['PoolInstanceRole', 'Arn'] },
            ],
          },
          Condition: {
            StringLike: {
              'aws:userid': { 'Fn::Join': ['', ['*:$', '{aws:RequestTag/instance}']] },
            },
          },
        },
      ],
    });
    expect(actionsOf(resources.InstanceLogRole)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  });
});

describe("rights of a pool's machines", () => {
  const WORK = [
    'execute-api:Invoke',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:ReceiveMessage',
    'states:SendTaskFailure',
    'states:SendTaskHeartbeat',
    'states:SendTaskSuccess',
  ];

  test('an instance: EC2 alone may give it its role, which takes offers, claims and reports', () => {
    expect(resources.PoolInstanceRole?.Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    expect(actionsOf(resources.PoolInstanceRole)).toEqual([
      ...WORK,
      'sts:AssumeRole',
      'sts:TagSession',
    ]);
    expect(sessionsOf(resources.PoolInstanceRole)).toEqual(['*:i-*']);
  });

  test('a box: its role is taken under a name of boxes, and can do the same, but for logs', () => {
    expect(resources.WorkerRole?.Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: {
            AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' },
          },
          Action: 'sts:AssumeRole',
          Condition: { StringLike: { 'sts:RoleSessionName': 'box-*' } },
        },
      ],
    });
    expect(actionsOf(resources.WorkerRole)).toEqual(WORK);
    expect(sessionsOf(resources.WorkerRole)).toEqual(['*:box-*']);
  });

  test.each(['PoolInstanceRole', 'WorkerRole'])('%s reads the queues of the pools alone', (id) => {
    const ofQueues = statementsOf(resources[id]).filter(({ Action }) =>
      Action.some((action) => action.startsWith('sqs:')),
    );
    expect(ofQueues.map(({ Resource }) => Resource)).toEqual([
      ['BatchQueue', 'WarmQueue'].map((queue) => ({ 'Fn::GetAtt': [queue, 'Arn'] })),
    ]);
  });
});

describe('the network and the instance', () => {
  const TEMPLATES = ['LaunchTemplate', 'PoolLaunchTemplate'];

  test('there are no other launch templates, and a machine of a pool has only a role of its own', () => {
    const templates = ofType(resources, 'AWS::EC2::LaunchTemplate').map(([id]) => id);
    expect(templates).toEqual(TEMPLATES);
    const [ofJob, ofPool] = TEMPLATES.map(launchData);
    const own = { IamInstanceProfile: undefined, UserData: undefined };
    expect({ ...ofPool, ...own }).toEqual({ ...ofJob, ...own });
    expect(ofPool?.['IamInstanceProfile']).toEqual({
      Arn: { 'Fn::GetAtt': ['PoolInstanceProfile', 'Arn'] },
    });
  });

  test('nothing may come in', () => {
    for (const [, group] of ofType(resources, 'AWS::EC2::SecurityGroup')) {
      expect(group.SecurityGroupIngress).toEqual([]);
    }
    expect(ofType(resources, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  test('there is no NAT gateway to pay for', () => {
    expect(ofType(resources, 'AWS::EC2::NatGateway')).toEqual([]);
  });

  test.each(TEMPLATES)(
    '%s: metadata needs a token, stays on the machine, and tells the tags',
    (id) => {
      expect(launchData(id).MetadataOptions).toEqual({
        HttpEndpoint: 'enabled',
        HttpTokens: 'required',
        HttpPutResponseHopLimit: 1,
        InstanceMetadataTags: 'enabled',
      });
    },
  );

  test.each(TEMPLATES)(
    '%s: disks are encrypted and go with their instance; powering off ends that',
    (id) => {
      const { BlockDeviceMappings, InstanceInitiatedShutdownBehavior } = launchData(id);
      expect(InstanceInitiatedShutdownBehavior).toBe('terminate');
      expect(BlockDeviceMappings).toEqual([
        {
          DeviceName: expect.anything(),
          Ebs: expect.objectContaining({
            VolumeType: 'gp3',
            Encrypted: true,
            DeleteOnTermination: true,
          }),
        },
      ]);
    },
  );

  test.each(TEMPLATES)(
    '%s: instance and volume have the tag by which they are found, and may be ended',
    (id) => {
      const Tags = [{ Key: 'Project', Value: 'spotscribe-local' }];
      expect(launchData(id).TagSpecifications).toEqual([
        { ResourceType: 'instance', Tags },
        { ResourceType: 'volume', Tags },
      ]);
    },
  );
});

describe('the API', () => {
  test('all callers together have a bound, which the operator sets', () => {
    const [[, stage] = ['', {}]] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    expect(stage.DefaultRouteSettings).toMatchObject({
      ThrottlingBurstLimit: { Ref: 'ApiRequestBurst' },
      ThrottlingRateLimit: { Ref: 'ApiRequestsPerSecond' },
    });
  });

  test('pages of other origins may ask only if they are declared', () => {
    const [[, api] = ['', {}]] = ofType(resources, 'AWS::ApiGatewayV2::Api');
    const [when, declared, otherwise] = z
      .object({ 'Fn::If': z.tuple([z.string(), z.unknown(), z.unknown()]) })
      .parse(api.CorsConfiguration)['Fn::If'];
    expect([when, otherwise]).toEqual(['HasOrigins', { Ref: 'AWS::NoValue' }]);
    expect(declared).toMatchObject({ AllowOrigins: { Ref: 'AllowedOrigins' } });
  });

  test.each([
    ['AudioBucket', ['PUT', 'GET'], { Ref: 'AllowedOrigins' }],
    ['ResultsBucket', ['GET'], ['*']],
  ])(
    'the %s is open to our page, and to others only if they are declared',
    (name, methods, theirs) => {
      const ours = {
        'Fn::If': [
          'HasPageOrigin',
          { Ref: 'PageOrigin' },
          { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] },
        ],
      };
      const { CorsConfiguration } = resources[name]?.Properties ?? {};
      expect(CorsConfiguration).toMatchObject({
        CorsRules: [
          { AllowedOrigins: [ours], AllowedMethods: methods },
          { 'Fn::If': ['HasOrigins', { AllowedOrigins: theirs }, { Ref: 'AWS::NoValue' }] },
        ],
      });
    },
  );
});

describe('what an operator is warned of', () => {
  test('orphans, and a reaper that does not run', () => {
    expect(resources.OrphanInstancesAlarm?.Properties).toMatchObject({
      Namespace: 'Spotscribe',
      MetricName: 'OrphanInstances',
      Dimensions: [{ Name: 'Stage', Value: 'local' }],
      // Only a reaper that stops changes the state; the first deployment begins in it.
      TreatMissingData: 'missing',
      InsufficientDataActions: mailed(['AlarmTopic']),
    });
  });

  test('by mail, if there is an address', () => {
    // That of the endpoint starts its first instance.
    const all = ofType(withoutEndpoint(resources), 'AWS::CloudWatch::Alarm');
    const mail = all.map(([id, { AlarmActions }]) => [id, AlarmActions]);
    expect(mail).toEqual(all.map(([id]) => [id, mailed(['AlarmTopic'])]));
  });

  test('by a topic that takes messages of the alarms of the stage alone', () => {
    expect(ofType(resources, 'AWS::SNS::TopicPolicy').map(([, policy]) => policy)).toMatchObject([
      {
        Topics: [{ Ref: 'AlarmTopic' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Condition: {
                StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
                ArnLike: {
                  'aws:SourceArn': {
                    'Fn::Sub': expect.stringMatching(/:alarm:spotscribe-local-\*$/),
                  },
                },
              },
            },
          ],
        },
      },
    ]);
  });

  test('jobs that do not get the GPU of their machine, and nothing while there are none', () => {
    expect(resources.GpuFallbacksAlarm?.Properties).toMatchObject({
      Namespace: 'Spotscribe',
      MetricName: 'GpuFallbacks',
      Dimensions: [{ Name: 'Stage', Value: 'local' }],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    });
  });

  test.each([
    ['messages that became no job', 'IntakeDeadLettersAlarm', 'intake'],
    ['offers that no machine could claim', 'BatchDeadLettersAlarm', 'batch'],
  ])('%s, also those that SQS moved', (_, id, queue) => {
    expect(resources[id]?.Properties).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: `spotscribe-local-${queue}-dead-letters` }],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    });
  });

  test('the daily round is by the clock of the operator, and only if it is set', () => {
    expect(resources.DailyDrain).toMatchObject({
      Condition: 'HasBatchSchedule',
      Properties: {
        ScheduleExpressionTimezone: { Ref: 'TimeZone' },
        Target: { Arn: { 'Fn::GetAtt': ['TendPoolsLambdaFunction', 'Arn'] } },
      },
    });
    expect(actionsOf(resources.BatchScheduleRole)).toEqual(['lambda:InvokeFunction']);
  });

  test('rounds come every five minutes, those over the pools every minute', () => {
    const rates = ofType(withoutEndpoint(resources), 'AWS::Events::Rule').flatMap(
      ([, { ScheduleExpression }]) => ScheduleExpression ?? [],
    );
    expect(rates.sort()).toEqual(['rate(1 minute)', ...Array<string>(3).fill('rate(5 minutes)')]);
  });
});

describe('queues', () => {
  const queues = QUEUES.map((queue) => queueNames('local', queue));
  const queueNamed = (name: string) =>
    ofType(resources, 'AWS::SQS::Queue').find(([, { QueueName }]) => QueueName === name) ?? [
      '',
      {},
    ];

  test('those with dead letters are what npm run dlq knows', () => {
    const withDeadLetters = ofType(resources, 'AWS::SQS::Queue').filter(
      ([, { RedrivePolicy }]) => RedrivePolicy !== undefined,
    );
    expect(withDeadLetters.map(([, { QueueName }]) => QueueName)).toEqual(
      queues.map(({ source }) => source),
    );
    for (const { source, dead } of queues) {
      const [deadId, { RedriveAllowPolicy, MessageRetentionPeriod }] = queueNamed(dead);
      const [, { RedrivePolicy, MessageRetentionPeriod: shorter }] = queueNamed(source);
      expect(RedrivePolicy).toMatchObject({
        deadLetterTargetArn: { 'Fn::GetAtt': [deadId, 'Arn'] },
      });
      expect(JSON.stringify(RedriveAllowPolicy)).toMatch(
        new RegExp(`"redrivePermission":"byQueue".*:${source}"`),
      );
      expect(MessageRetentionPeriod).toBe(14 * 24 * 3600);
      // A message that SQS moves keeps its age.
      expect(shorter).toBeLessThanOrEqual(7 * 24 * 3600);
    }
  });

  test('they are encrypted, speak TLS only, and allow no other sender', () => {
    const policies = ofType(resources, 'AWS::SQS::QueuePolicy');
    const warm = 'spotscribe-local-warm';
    for (const name of [...queues.flatMap(({ source, dead }) => [source, dead]), warm]) {
      const [id, queue] = queueNamed(name);
      expect(queue.SqsManagedSseEnabled).toBe(true);
      const own = policies.filter(
        ([, { Queues }]) => JSON.stringify(Queues) === `[{"Ref":"${id}"}]`,
      );
      expect(own.map(([, { PolicyDocument }]) => PolicyDocument)).toMatchObject([
        {
          Statement: [
            {
              Effect: 'Deny',
              Resource: { 'Fn::GetAtt': [id, 'Arn'] },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      ]);
    }
  });

  /** Lambda refuses a mapping without these. */
  const TAKING = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

  test('a function takes messages by its own rights, few at a time, and reports those that failed', () => {
    const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');
    // Those of the pools are read by machines.
    expect(mappings.map(([, { EventSourceArn }]) => EventSourceArn)).toEqual([
      { 'Fn::GetAtt': ['IntakeQueue', 'Arn'] },
    ]);
    for (const [, mapping] of mappings) {
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      });
      const [queueId] = GetAtt.parse(mapping.EventSourceArn)['Fn::GetAtt'];
      const [functionId] = GetAtt.parse(mapping.FunctionName)['Fn::GetAtt'];
      const { Role, Timeout, Environment } = resources[functionId]?.Properties ?? {};
      const [roleId] = GetAtt.parse(Role)['Fn::GetAtt'];
      const statements = statementsOf(resources[roleId]).filter(
        ({ Resource }) => JSON.stringify(Resource) === JSON.stringify(mapping.EventSourceArn),
      );
      expect(statements.flatMap(({ Action }) => Action)).toEqual(expect.arrayContaining(TAKING));
      const { VisibilityTimeout, RedrivePolicy } = resources[queueId]?.Properties ?? {};
      expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout));
      const { maxReceiveCount } = z.object({ maxReceiveCount: z.number() }).parse(RedrivePolicy);
      // A machine that ends with a message costs a receive.
      expect(maxReceiveCount).toBeGreaterThanOrEqual(3);
      expect(Environment).toMatchObject({
        Variables: { INTAKE_MAX_RECEIVES: String(maxReceiveCount) },
      });
    }
  });
});

describe('what is stored', () => {
  const buckets = ['AudioBucket', 'ResultsBucket', 'ModelsBucket'];
  /** A rule without a prefix. */
  const forAll = expect.objectContaining({ Id: expect.anything(), Status: 'Enabled' });

  test.each(buckets)('%s is encrypted, private and cleared by age', (id) => {
    expect(resources[id]?.Properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: expect.arrayContaining([forAll]) },
    });
  });

  test.each(buckets)('%s speaks TLS only', (id) => {
    const policies = ofType(resources, 'AWS::S3::BucketPolicy').map(([, policy]) => policy);
    const policy = policies.find(({ Bucket }) => JSON.stringify(Bucket) === `{"Ref":"${id}"}`);
    expect(policy?.PolicyDocument).toMatchObject({
      Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    });
  });

  test('audio keeps its versions', () => {
    expect(resources.AudioBucket?.Properties.VersioningConfiguration).toEqual({
      Status: 'Enabled',
    });
  });

  test('the table can be restored to any point in time, and forgets what has expired', () => {
    expect(resources.JobsTable?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { Enabled: true },
    });
  });

  test('copies of what is deleted are kept as long as a receipt of a deletion says, and no longer', () => {
    const days = ofType(resources, 'AWS::Logs::LogGroup').map(([, group]) => group.RetentionInDays);
    expect(new Set(days)).toEqual(new Set([KEPT_DAYS.logs]));
    expect(resources.LostEvents?.Properties.MessageRetentionPeriod).toBe(
      KEPT_DAYS.lostEvents * 24 * 3600,
    );
    const messages = [resources.IntakeQueue, resources.IntakeDeadLetters].map((queue) =>
      Number(queue?.Properties.MessageRetentionPeriod),
    );
    expect(messages.reduce((sum, seconds) => sum + seconds)).toBe(KEPT_DAYS.messages * 24 * 3600);
    // Without a period of its own, which could only be shorter, the recovery reaches back 35 days.
    expect(resources.JobsTable?.Properties.PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
    });
    const machines = ofType(resources, 'AWS::StepFunctions::StateMachine');
    for (const [, machine] of machines) expect(machine.LoggingConfiguration).toBeUndefined();
  });

  test('every function has a log group that forgets', () => {
    const functions = ofType(resources, 'AWS::Lambda::Function').map(([, { FunctionName }]) =>
      String(FunctionName),
    );
    const groups = new Map(
      ofType(resources, 'AWS::Logs::LogGroup').map(([, group]) => [group.LogGroupName, group]),
    );
    for (const name of functions) {
      expect(groups.get(`/aws/lambda/${name}`)?.RetentionInDays).toBeGreaterThan(0);
    }
  });
});

/** The topic, under the condition that there is an address. */
function mailed(topics: readonly string[]) {
  return {
    'Fn::If': ['HasAlarmEmail', topics.map((Ref) => ({ Ref })), { Ref: 'AWS::NoValue' }],
  };
}

function launchData(id: string): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(resources[id]?.Properties.LaunchTemplateData);
}

/** `aws:userid` under which a role may report tasks. */
function sessionsOf(role: Resource | undefined): unknown[] {
  return [
    ...JSON.stringify(role?.Properties.Policies).matchAll(/"StringLike":{"aws:userid":"([^"]*)"}/g),
  ].map(([, pattern]) => pattern);
}

const GetAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });

const Statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.unknown(),
});

/** All statements of a role's policies. */
function statementsOf(role: Resource | undefined): z.infer<typeof Statement>[] {
  const Policies = z.array(
    z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) }),
  );
  return Policies.parse(role?.Properties.Policies).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
}

/** Every action that a role's policies allow, once each. */
function actionsOf(role: Resource | undefined): string[] {
  const found = JSON.stringify(role?.Properties.Policies).matchAll(/"([a-z-]+:[A-Z]\w+)"/g);
  return [...new Set([...found].map(([, action = '']) => action))].sort();
}

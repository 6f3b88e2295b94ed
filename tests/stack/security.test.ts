import { beforeAll, describe, expect, test } from '@jest/globals';
import { tooWide } from './policies.ts';
import { ofType, packagedTemplate, type Resources } from './template.ts';

let resources: Resources;
beforeAll(async () => {
  ({ resources } = await packagedTemplate());
});

describe('rights', () => {
  test('no statement allows a wildcard without a condition, or anybody', () => {
    // The bucket that osls makes for its uploads is not ours to write; it is checked all the same.
    expect(tooWide(resources)).toEqual([]);
  });

  test.each([
    ['any action', { Action: 's3:*', Resource: 'arn:aws:s3:::x' }, 'action s3:*'],
    ['any resource', { Action: ['s3:GetObject'], Resource: '*' }, 'any resource'],
    ['one of two resources', { Action: 's3:GetObject', Resource: ['x', '*'] }, 'any resource'],
    ['anybody', { Action: 's3:GetObject', Resource: 'x', Principal: { AWS: '*' } }, 'anybody may'],
  ])('a planted statement with %s is found', (_, statement, fault) => {
    const Statement = [{ Effect: 'Allow', ...statement }];
    const planted = { Type: 'AWS::IAM::Role', Properties: { PolicyDocument: { Statement } } };
    expect(tooWide({ ...resources, Planted: planted })).toEqual([`Planted: ${fault}`]);
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
    expect(role).not.toMatch(/dynamodb:|s3:|ssm:|ec2:|lambda:/);
  });
});

describe('the network and the instance', () => {
  test('nothing may come in', () => {
    for (const [, group] of ofType(resources, 'AWS::EC2::SecurityGroup')) {
      expect(group.SecurityGroupIngress).toEqual([]);
    }
    expect(ofType(resources, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  test('there is no NAT gateway to pay for', () => {
    expect(ofType(resources, 'AWS::EC2::NatGateway')).toEqual([]);
  });

  test('metadata needs a token and stays on the machine; the disk is encrypted and goes with it', () => {
    const [[, template] = ['', {}]] = ofType(resources, 'AWS::EC2::LaunchTemplate');
    expect(template.LaunchTemplateData).toMatchObject({
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      InstanceInitiatedShutdownBehavior: 'terminate',
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, DeleteOnTermination: true } }],
    });
  });
});

describe('what is stored', () => {
  const buckets = ['AudioBucket', 'ResultsBucket'];

  test.each(buckets)('%s is encrypted, private and cleared by age', (id) => {
    expect(resources[id]?.Properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled' }] },
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

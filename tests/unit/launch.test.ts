import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { fleetRequest } from '../../core/aws/ec2/fleet.ts';
import type { LaunchRequest } from '../../core/machines/spot/spot-fleet.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { quotasBehind } from '../../core/machines/spot/gpu-quota.ts';
import {
  readFleetAnswer,
  problemInAnswer,
  problemOfRefusal,
} from '../../core/machines/spot/launch-outcome.ts';

const subnets = [
  { id: 'subnet-a', zone: 'eu-north-1a' },
  { id: 'subnet-b', zone: 'eu-north-1b' },
];
const asked = { imageId: 'ami-0123456789abcdef0', subnets };
const request: LaunchRequest = {
  jobId: newJobId(),
  attempt: 1,
  market: 'spot',
  round: 0,
  launchTemplate: 'spotscribe-test',
  instanceTypes: ['g4dn.xlarge', 'g5.xlarge'],
  avoid: [],
  tags: { Project: 'spotscribe-test' },
  ...asked,
};
const failed = (...codes: string[]) => ({ Errors: codes.map((ErrorCode) => ({ ErrorCode })) });

describe("EC2's answer to a launch", () => {
  test('an instance counts, whatever errors stand beside it', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (codes) => {
        const outcome = readFleetAnswer(
          {
            ...failed(...codes),
            Instances: [
              {
                InstanceIds: ['i-0123456789abcdef0'],
                InstanceType: 'g5.xlarge',
                Lifecycle: 'spot',
                LaunchTemplateAndOverrides: { Overrides: { SubnetId: 'subnet-b' } },
              },
            ],
          },
          asked,
        );
        expect(outcome).toEqual({
          kind: 'Launched',
          instance: {
            id: 'i-0123456789abcdef0',
            type: 'g5.xlarge',
            market: 'spot',
            zone: 'eu-north-1b',
            imageId: asked.imageId,
            launchedAt: expect.stringMatching(/Z$/),
          },
          refused: codes.map((code) => `unknown in unknown: ${code}`),
        });
      }),
    );
  });

  test.each([
    [['InsufficientInstanceCapacity'], 'NoCapacity'],
    [['UnfulfillableCapacity', 'Unsupported'], 'NoCapacity'],
    [['MaxSpotInstanceCountExceeded'], 'QuotaReached'],
    [['VcpuLimitExceeded', 'InsufficientInstanceCapacity'], 'NoCapacity'],
    [['InvalidFleetConfiguration'], 'Misconfigured'],
    [['SomethingNew'], 'NoCapacity'],
    [['InsufficientCapacityOnSomething'], 'NoCapacity'],
    [['TargetCapacityLimitExceededException'], 'QuotaReached'],
    [['InvalidSubnetID.NotFound'], 'Misconfigured'],
    [['AuthFailure.ServiceLinkedRoleCreationNotPermitted'], 'Misconfigured'],
    [[], 'NoCapacity'],
  ])('%j without an instance means %s', (codes, kind) => {
    expect(readFleetAnswer(failed(...codes), asked).kind).toBe(kind);
  });

  test.each([
    [['MaxSpotInstanceCountExceeded'], ['L-3819A6DF']],
    [['VcpuLimitExceeded', 'Unsupported'], ['L-DB2E81BA']],
    [['PendingVerification'], []],
  ])('%j names the quotas %j, with the page to request more', (codes, quotas) => {
    const pages = quotasBehind(codes, 'us-east-1').match(/https:\S+/g) ?? [];
    expect(pages.map((page) => page.replace(/^.*\//, ''))).toEqual(quotas);
  });

  test('pools that had none are told with their place, for the timeline', () => {
    const pool = { Overrides: { InstanceType: 'g4dn.xlarge' as const, SubnetId: 'subnet-a' } };
    const Errors = [
      { ErrorCode: 'InsufficientInstanceCapacity', LaunchTemplateAndOverrides: pool },
    ];
    const Instances = [{ InstanceIds: ['i-0123456789abcdef0'] }];
    expect(readFleetAnswer({ Errors, Instances }, asked)).toMatchObject({
      refused: ['g4dn.xlarge in eu-north-1a: InsufficientInstanceCapacity'],
    });
  });

  test('a pool that cannot have the type is no lack of capacity', () => {
    expect(problemInAnswer('Unsupported')).toBe('Misconfigured');
  });

  test.each([
    ['RequestLimitExceeded', 503, 'Throttled'],
    ['UnauthorizedOperation', 403, 'Misconfigured'],
    ['SomethingNew', 400, 'Misconfigured'],
    ['SomethingNew', 500, 'Throttled'],
    ['InsufficientInstanceCapacity', 500, 'NoCapacity'],
    ['TimeoutError', undefined, 'Throttled'],
    ['ECONNRESET', undefined, 'Throttled'],
    ['ThrottlingException', 400, 'Throttled'],
    ['PendingVerification', 403, 'QuotaReached'],
    ['InvalidAMIID.NotFound', 400, 'Misconfigured'],
  ] as const)('a refusal %s with status %s means %s', (code, status, problem) => {
    expect(problemOfRefusal(code, status)).toBe(problem);
  });
});

describe('what EC2 is asked for', () => {
  test('one instance, tagged with its job in the call itself', () => {
    const { TargetCapacitySpecification, TagSpecifications, Type } = fleetRequest(request);
    expect(Type).toBe('instant');
    expect(TargetCapacitySpecification?.TotalTargetCapacity).toBe(1);
    expect(TagSpecifications?.map(({ ResourceType }) => ResourceType)).toEqual([
      'instance',
      'volume',
    ]);
    for (const { Tags } of TagSpecifications ?? []) {
      expect(Tags).toContainEqual({ Key: 'JobId', Value: request.jobId });
    }
  });

  test('every type in every zone, each with the image', () => {
    const [config] = fleetRequest(request).LaunchTemplateConfigs ?? [];
    expect(config?.Overrides).toHaveLength(4);
    expect(config?.Overrides?.every(({ ImageId }) => ImageId === asked.imageId)).toBe(true);
  });

  test('another pool than those that lost an instance of the job, if there is another', () => {
    const pool = fc.record({
      type: fc.constantFrom('g4dn.xlarge', 'g5.xlarge', 'g6.xlarge'),
      zone: fc.constantFrom('eu-north-1a', 'eu-north-1b', 'eu-north-1c'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(pool, { maxLength: 9, selector: JSON.stringify }), (avoid) => {
        const [config] = fleetRequest({ ...request, avoid }).LaunchTemplateConfigs ?? [];
        const asked = (config?.Overrides ?? []).map(({ InstanceType, SubnetId }) => {
          return `${InstanceType} ${subnets.find(({ id }) => id === SubnetId)?.zone}`;
        });
        const lost = avoid.map(({ type, zone }) => `${type} ${zone}`);
        const isEveryPoolLost = request.instanceTypes.every((type) =>
          subnets.every(({ zone }) => lost.includes(`${type} ${zone}`)),
        );
        expect(asked.length).toBeGreaterThan(0);
        expect(asked.some((one) => lost.includes(one))).toBe(isEveryPoolLost);
      }),
    );
  });

  test('a token that is new for each attempt, market and round, and short enough for EC2', () => {
    const variants = fc.record({
      attempt: fc.integer({ min: 1, max: 99 }),
      market: fc.constantFrom('spot' as const, 'on-demand' as const),
      round: fc.integer({ min: 0, max: 999 }),
    });
    fc.assert(
      fc.property(variants, variants, (one, other) => {
        const token = (variant: typeof one) =>
          fleetRequest({ ...request, ...variant }).ClientToken ?? '';
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(token(one) === token(other)).toBe(isSame);
        expect(token(one)).toMatch(/^[\x21-\x7e]{1,64}$/);
      }),
    );
  });
});

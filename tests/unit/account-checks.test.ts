/** What the answers to the checks of an account mean. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeBaseImage } from '../../account/check/base-image.ts';
import { ok, fault, type Finding } from '../../account/check/check.ts';
import { stopping } from '../../account/check/checks.ts';
import { judgeConcurrency } from '../../account/check/concurrency.ts';
import { judgeEbsKey } from '../../account/check/ebs-key.ts';
import { readElf } from '../../account/check/elf.ts';
import { judgeQuota } from '../../account/check/gpu-quotas.ts';
import { judgeIdentity, judgeNoIdentity } from '../../account/check/identity.ts';
import { judgeLinkedRoles } from '../../account/check/linked-roles.ts';
import { fixedNames, judgeNames, judgeStack } from '../../account/check/names.ts';
import { judgeNode } from '../../account/check/node-binary.ts';
import { judgeOffers, judgeZones } from '../../account/check/offers.ts';
import { judgeSession } from '../../account/check/session.ts';
import { chooseZones } from '../../account/zones.ts';
import { listSetting } from '../../account/check/settings.ts';
import { judgeVpcs } from '../../account/check/vpcs.ts';
import { PROJECT } from '../../computer/project.ts';

const REGION = 'us-east-1';

/** State, and the whole finding as one text. */
function expectFinding(finding: Finding, state: Finding['state'], words: string): void {
  expect(Object.values(finding).join(' | ')).toContain(words);
  expect(finding.state).toBe(state);
}

describe('the caller', () => {
  const place = { stage: 'dev', region: 'eu-nroth-1', regionFrom: 'AWS_REGION' } as const;

  test.each([
    ['arn:aws:sts::123456789012:assumed-role/operator/anna', 'ok', 'operator/anna'],
    ['arn:aws:iam::123456789012:root', 'note', 'root user'],
  ] as const)('%s', (arn, state, words) => {
    expectFinding(judgeIdentity(arn), state, words);
  });

  test.each([
    ['Could not load credentials from any providers', 'aws sso login'],
    ['The security token included in the request is expired', 'aws sso login'],
    ['getaddrinfo ENOTFOUND sts.eu-nroth-1.amazonaws.com', 'The region is from AWS_REGION'],
  ])('is unknown: %s', (message, words) => {
    expectFinding(judgeNoIdentity(new Error(message), place), 'fault', words);
  });
});

describe('the session', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');
  const at = (minutes: number) => new Date(now + minutes * 60_000);

  test.each([
    ['a key of a user', {}, 'ok', 'does not end'],
    ['75 minutes', { expiration: at(75) }, 'ok', '2026-11-29T13:15:00.000Z'],
    ['an hour', { expiration: at(60) }, 'fault', 'ends in 60 minutes'],
    ['one that does not tell', { sessionToken: 'token' }, 'not asked', 'do not tell'],
  ] as const)('%s', (...given) => {
    const [, credentials, state, words] = given;
    expectFinding(judgeSession(credentials, now), state, words);
  });
});

describe('a quota of GPU instances', () => {
  const sizes = [
    { type: 'g5.2xlarge', vcpus: 8 },
    { type: 'g4dn.xlarge', vcpus: 4 },
  ];

  test.each([
    [
      0,
      'fault',
      'https://us-east-1.console.aws.amazon.com/servicequotas/home/services/ec2/quotas/',
    ],
    [3, 'fault', 'g4dn.xlarge needs 4'],
    [4, 'ok', '1 at the same time'],
    [64, 'ok', '16 at the same time'],
  ] as const)('of %d vCPUs', (value, state, words) => {
    for (const market of ['spot', 'on-demand'] as const) {
      expectFinding(judgeQuota(market, { value, sizes, region: REGION }), state, words);
    }
  });

  test('does not count other types', () => {
    const others = [{ type: 'c7i.large', vcpus: 2 }];
    const asked = { value: 0, sizes: others, region: REGION };
    expectFinding(judgeQuota('spot', asked), 'ok', 'none of the types');
  });

  test('is each of its own code', () => {
    const asked = { value: 0, sizes, region: REGION };
    expectFinding(judgeQuota('spot', asked), 'fault', 'L-3819A6DF');
    expectFinding(judgeQuota('on-demand', asked), 'fault', 'L-DB2E81BA');
  });
});

describe('instance types and zones', () => {
  const offers = new Map([
    ['us-east-1a', ['g4dn.xlarge', 'g5.xlarge']],
    ['us-east-1c', ['g4dn.xlarge']],
  ]);

  test.each([
    [
      ['g4dn.xlarge', 'g5.xlarge'],
      'ok',
      'g4dn.xlarge in us-east-1a, us-east-1c; g5.xlarge in us-east-1a',
    ],
    [['g4dn.xlarge', 'g6.xlarge'], 'note', '--param instanceTypes=g4dn.xlarge'],
    [['g6.xlarge'], 'fault', 'us-east-1 offers none of these types'],
  ] as const)('types %j', (types, state, words) => {
    expectFinding(judgeOffers(types, offers, REGION), state, words);
  });

  test.each([
    [['us-east-1a', 'us-east-1c'], 'ok', 'us-east-1a, us-east-1c'],
    [['us-east-1a', 'us-east-1e'], 'note', 'none of the types is in us-east-1e'],
    [['us-east-1e', 'us-east-1f'], 'fault', 'none of the types is in us-east-1e, us-east-1f'],
    [['us-east-1a', 'us-east-1a'], 'fault', 'one is there twice'],
    [['eu-north-1a', 'eu-north-1b'], 'fault', '--param zones= or without: us-east-1a, us-east-1c'],
    [['us-east-1-bos-1a'], 'fault', 'not all of them are in us-east-1'],
  ] as const)('zones %j', (zones, state, words) => {
    expectFinding(judgeZones(zones, offers, REGION), state, words);
  });

  test.each([
    ['of a first deployment are three that offer most', [], ['b', 'c', 'e']],
    ['that the stack has stay first', ['d', 'a'], ['d', 'a', 'b']],
    ['that offer none any more are replaced', ['d', 'f'], ['d', 'b', 'c']],
    ['are no more than three', ['a', 'b', 'c', 'd'], ['a', 'b', 'c']],
  ])('zones %s', (_, present, chosen) => {
    const letters = { a: 1, b: 3, c: 2, d: 1, e: 2 };
    const types = ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge'];
    const found = new Map(
      Object.entries(letters).map(([zone, count]) => [zone, types.slice(0, count)]),
    );
    expect(chooseZones(present, found)).toEqual(chosen);
  });

  test('zones are as many as there are', () => {
    expect(chooseZones([], offers)).toEqual(['us-east-1a', 'us-east-1c']);
    expect(chooseZones([], new Map())).toEqual([]);
  });

  test('are those of --param, of the stack, of serverless.yml, in this order', () => {
    const stack = {
      isKnown: true,
      status: 'UPDATE_COMPLETE',
      parameters: { Zones: 'c,d' },
      outputs: {},
    };
    const none = { ...stack, parameters: {}, outputs: {} };
    expect(listSetting('zones', { params: ['zones=a', 'zones=a,b'], stack })).toEqual(['a', 'b']);
    expect(listSetting('zones', { params: ['models=x'], stack })).toEqual(['c', 'd']);
    expect(listSetting('instanceTypes', { params: [], stack: none })).toContain('g4dn.xlarge');
  });
});

test.each([
  [4, 'ok', '4 of 5'],
  [5, 'fault', 'services/vpc/quotas/L-F678F1CE'],
] as const)('with %d VPCs of 5', (used, state, words) => {
  expectFinding(judgeVpcs(used, 5, REGION), state, words);
});

describe('names', () => {
  test.each([
    ['UPDATE_COMPLETE', 'ok', 'exists'],
    ['UPDATE_ROLLBACK_COMPLETE', 'ok', 'exists'],
    ['UPDATE_IN_PROGRESS', 'fault', 'Wait'],
    ['ROLLBACK_COMPLETE', 'fault', 'npm run remove -- --stage dev --yes'],
  ] as const)('of a stack that is %s', (status, state, words) => {
    expectFinding(judgeStack(status, 'dev'), state, words);
  });

  test('that are taken are told, with the stranger who has one', () => {
    const bucket = { kind: 'BucketName', name: 'spotscribe-dev-audio-1', isForeign: true } as const;
    expectFinding(judgeNames([]), 'ok', 'all are free');
    expectFinding(judgeNames([bucket]), 'fault', 'bucket spotscribe-dev-audio-1 (another account');
  });

  test('are read from deploy/, and hold no variable any more', () => {
    const found = fixedNames({
      ...{ 'sls:stage': 'dev', 'AWS::AccountId': '123456789012' },
      ...{ 'AWS::Region': REGION, 'AWS::Partition': 'aws' },
    });
    expect(found).toContainEqual({ kind: 'TableName', name: 'spotscribe-dev-jobs' });
    expect(found.filter(({ kind }) => kind === 'BucketName')).toHaveLength(3);
    expect(found.filter(({ name }) => !/^[a-z0-9-]+$/.test(name))).toEqual([]);
  });
});

test.each([
  ['', 'ok', "AWS's own"],
  ['arn:aws:kms:us-east-1:123456789012:alias/aws/ebs', 'ok', "AWS's own"],
  ['arn:aws:kms:us-east-1:123456789012:key/1', 'note', 'aws kms create-grant --key-id arn:aws:kms'],
] as const)('with the EBS key "%s"', (key, state, words) => {
  expectFinding(judgeEbsKey(key), state, words);
});

test.each([
  [[], 'both are there'],
  [['AWSServiceRoleForEC2Spot'], 'npm run deploy makes AWSServiceRoleForEC2Spot'],
])('without the service-linked roles %j', (missing, words) => {
  expectFinding(judgeLinkedRoles(missing), 'ok', words);
});

test.each([
  [10, 'note', 'services/lambda/quotas/L-B99A9384'],
  [1000, 'ok', '1000 functions'],
] as const)('with %d functions at once', (functions, state, words) => {
  expectFinding(judgeConcurrency(functions, REGION), state, words);
});

test.each([
  [
    { id: 'ami-1', known: { name: 'debian-13-amd64-20261115', rootDevice: '/dev/xvda' } },
    ...(['ok', 'debian-13-amd64-20261115'] as const),
  ],
  [
    { id: 'ami-1', known: { name: 'ubuntu', rootDevice: '/dev/sda1' } },
    ...(['fault', 'whose root device is /dev/sda1'] as const),
  ],
  [{ id: 'ami-1', known: undefined }, 'fault', 'no image ami-1'],
  [undefined, 'fault', 'no parameter /base'],
] as const)('the base image is %j', (image, state, words) => {
  expectFinding(judgeBaseImage('/base', image), state, words);
});

describe('the Node for the image', () => {
  const loader = '/lib64/ld-linux-x86-64.so.2';

  test.each([
    ['libnode.so.115', 'fault', 'libnode.so.115, which the image lacks'],
    ['libc.musl-x86_64.so.1', 'fault', 'musl'],
    ['libm.so.6', 'ok', 'nothing but glibc'],
  ] as const)('that needs %s', (library, state, words) => {
    const libraries = ['libstdc++.so.6', 'libc.so.6', library];
    expectFinding(judgeNode('node', { machine: 'x86-64', loader, libraries }), state, words);
  });

  test.each([
    [{ machine: 'other', loader, libraries: [] }, 'fault', 'another processor'],
    [{ machine: 'x86-64', loader: '/nix/store/ld.so', libraries: [] }, 'fault', '/nix/store/ld.so'],
    ['script', 'note', 'is a script'],
    [undefined, 'fault', 'no program for 64-bit Linux'],
  ] as const)('that is %j', (elf, state, words) => {
    expectFinding(judgeNode('node', elf), state, words);
  });

  const isOurs = process.platform === 'linux' && process.arch === 'x64';
  test.runIf(isOurs)('tells its libraries, as the loader will look for them', async () => {
    const text = readFileSync(process.execPath).toString('latin1');
    const elf = await readElf(process.execPath);
    expect(elf).toMatchObject({
      machine: 'x86-64',
      loader,
      libraries: expect.arrayContaining(['libstdc++.so.6']),
    });
    const libraries = typeof elf === 'object' ? elf.libraries : [];
    expect(libraries.filter((library) => !text.includes(library))).toEqual([]);
    expect(await readElf(path.join(PROJECT, 'spotscribe'))).toBe('script');
    expect(await readElf(path.join(PROJECT, 'package.json'))).toBeUndefined();
  });
});

test('a fault stops those alone who mind it', () => {
  const checked = [
    { name: 'image', stops: ['image'], finding: fault('none', 'Make one.') },
    { name: 'jobs', stops: ['jobs'], finding: ok('fine') },
  ] as const;
  expect(stopping(checked, ['deploy', 'jobs'])).toEqual([]);
  expect(stopping(checked, ['image'])).toEqual([checked[0]]);
});

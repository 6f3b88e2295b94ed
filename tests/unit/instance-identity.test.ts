import { expect, test } from 'vitest';
import { machineOf } from '../../core/machines/instance-identity.ts';

const ROLES = {
  ...{ accountId: '123456789012', instanceRole: 'instance', poolRole: 'pool' },
  workerRole: 'worker',
};
const ID = 'i-0123456789abcdef0';
const arn = (role: string, session: string, account = '123456789012') =>
  `arn:aws:sts::${account}:assumed-role/${role}/${session}`;

test.each([
  ["a job's own instance", arn('instance', ID), { id: ID, kind: 'ec2', isOfPool: false }],
  ["a pool's instance", arn('pool', ID), { id: ID, kind: 'ec2', isOfPool: true }],
  ['a box', arn('worker', 'box-desk.2'), { id: 'box-desk.2', kind: 'box', isOfPool: true }],
  ['a box with an id of EC2', arn('worker', ID), undefined],
  ['an instance with the name of a box', arn('pool', 'box-desk'), undefined],
  ['another role', arn('other', ID), undefined],
  ['another account', arn('pool', ID, '000000000000'), undefined],
  ['a user', 'arn:aws:iam::123456789012:user/pool', undefined],
])('%s', (_, userArn, expected) => {
  expect(machineOf(userArn, ROLES)).toEqual(expected);
});

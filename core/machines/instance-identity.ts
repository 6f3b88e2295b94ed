/**
 * Identifies the machine that signed a request by the session name of its role's credentials. Of an
 * instance that is its id, and the role's trust policy lets only EC2 choose it; of a box it is the
 * name that the operator gave it, and the policy asks for the prefix.
 */
import type { MachineKind } from './pool/pool-machine.ts';

/** Names of the stack's roles for machines. */
export interface MachineRoles {
  accountId: string;
  /** Role of instances that are launched for one job. */
  instanceRole: string;
  /** Role of a pool's instances. */
  poolRole: string;
  /** Role of boxes. */
  workerRole: string;
}

export interface SignedMachine {
  /** `i-…` or `box-…` */
  id: string;
  kind: MachineKind;
  /** It takes job after job. */
  isOfPool: boolean;
}

const ASSUMED_ROLE = /^arn:aws[\w-]*:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/([\w+=,.@-]+)$/;
const INSTANCE_ID = /^i-[0-9a-f]{8,17}$/;
const BOX_ID = /^box-[\w.-]{1,60}$/;

/** Undefined for any other caller. */
export function machineOf(userArn: string, roles: MachineRoles): SignedMachine | undefined {
  const [, accountId, role, id = ''] = ASSUMED_ROLE.exec(userArn) ?? [];
  if (accountId !== roles.accountId) return undefined;
  if (role === roles.workerRole) {
    return BOX_ID.test(id) ? { id, kind: 'box', isOfPool: true } : undefined;
  }
  const isOfPool = role === roles.poolRole;
  if (!isOfPool && role !== roles.instanceRole) return undefined;
  return INSTANCE_ID.test(id) ? { id, kind: 'ec2', isOfPool } : undefined;
}

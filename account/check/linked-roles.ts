import { missingLinkedRoles } from '../linked-roles.ts';
import { ok, type Check, type Finding } from './check.ts';

export const linkedRoles: Check = {
  name: 'service-linked roles',
  stops: [],
  ask: async ({ aws }) => {
    const missing = await missingLinkedRoles(aws.iam);
    return judgeLinkedRoles(missing.map(({ name }) => name));
  },
};

export function judgeLinkedRoles(missing: readonly string[]): Finding {
  if (missing.length === 0) return ok('both are there');
  return ok(`npm run deploy makes ${missing.join(' and ')} (iam:CreateServiceLinkedRole)`);
}

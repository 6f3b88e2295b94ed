/** account/stack-rights.json: what CloudFormation does with the rights of the operator. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';

export const STEPS = ['create', 'read', 'update', 'delete'] as const;
export type Step = (typeof STEPS)[number];

const Actions = z.array(z.string());
const Rights = z.strictObject({
  /** The property that names the resource; without it CloudFormation makes a name. */
  name: z.string().optional(),
  /** The service that `iam:PassRole` is for. */
  passedTo: z.string().optional(),
  /** ARN of what an action is authorized on; `*`: of all other actions. */
  resources: z.record(z.string(), z.string()),
  /** Condition keys of an action and their values. */
  conditionKeys: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  create: Actions,
  read: Actions,
  update: Actions,
  delete: Actions,
  /** Patterns of permissions that only properties need which the template does not have. */
  unused: Actions.default([]),
});
export type Rights = z.infer<typeof Rights>;

export function stackRights(): Record<string, Rights> {
  const file = path.join(PROJECT, 'account', 'stack-rights.json');
  return z
    .object({ types: z.record(z.string(), Rights) })
    .parse(JSON.parse(readFileSync(file, 'utf8'))).types;
}

export function actionsIn(rights: readonly Rights[], steps: readonly Step[] = STEPS): string[] {
  return [...new Set(rights.flatMap((one) => steps.flatMap((step) => one[step])))].sort();
}

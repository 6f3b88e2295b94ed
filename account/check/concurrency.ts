import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { quotaPage } from '../../core/machines/spot/gpu-quota.ts';
import { note, ok, type Check, type Finding } from './check.ts';

const QUOTA = { service: 'lambda', code: 'L-B99A9384' } as const;

/** A new account has 10; fewer than this is noticed with a few requests that wait for their jobs. */
const COMFORTABLE = 50;

export const concurrency: Check = {
  name: 'Lambda concurrency',
  stops: [],
  ask: async ({ aws, place }) => {
    const { AccountLimit } = await aws.lambda.send(new GetAccountSettingsCommand({}));
    return judgeConcurrency(AccountLimit?.UnreservedConcurrentExecutions ?? 0, place.region);
  },
};

export function judgeConcurrency(functions: number, region: string): Finding {
  const found = `${functions} functions at once`;
  if (functions >= COMFORTABLE) return ok(found);
  return note(
    found,
    `Requests beyond it are refused for a moment. Request more (${QUOTA.code}): ${quotaPage(QUOTA, region)}`,
  );
}

import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Place } from '../place.ts';
import { fault, note, ok, type Check, type Finding } from './check.ts';

export const identity: Check = {
  name: 'identity',
  stops: ['deploy', 'image', 'jobs'],
  ask: async ({ aws, place }) => {
    try {
      const { Arn = '' } = await aws.sts.send(new GetCallerIdentityCommand({}));
      return judgeIdentity(Arn);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return judgeNoIdentity(error, place);
    }
  },
};

export function judgeIdentity(arn: string): Finding {
  if (!arn.endsWith(':root')) return ok(arn);
  return note(arn, "This is the account's root user: work with a role or a user of your own.");
}

export function judgeNoIdentity({ name, message }: Error, { region, regionFrom }: Place): Finding {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED/.test(`${name} ${message}`)) {
    return fault(
      `AWS cannot be reached in ${region}: ${message}`,
      `Is there such a region, and a network? The region is from ${regionFrom}.`,
    );
  }
  return fault(
    `AWS knows no caller: ${message}`,
    'Sign in (aws sso login), choose a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  );
}

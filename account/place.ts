/**
 * The place a command works on: a stage in a region. All commands read it here, so that none of them
 * falls back on a default region.
 */
import { STSClient } from '@aws-sdk/client-sts';
import { refuse } from '../computer/arguments.ts';

export interface Place {
  readonly stage: string;
  readonly region: string;
  /** What named the region. */
  readonly regionFrom: RegionSource;
}

type RegionSource = '--region' | 'AWS_REGION' | 'the profile';

export const REGION_DEFAULT = 'AWS_REGION, or else the region of the profile (AWS_PROFILE)';

export const PLACE_USAGE = `  --stage NAME     default: dev
  --region NAME    default: ${REGION_DEFAULT}`;

export const PLACE_OPTIONS = {
  stage: { type: 'string', default: 'dev' },
  region: { type: 'string' },
} as const;

/**
 * Bucket names forbid capitals and underscores, and have 63 characters: 16 for the stage beside the
 * longest region.
 */
const STAGE = /^[a-z][a-z0-9-]{0,15}$/;

/** AWS's names of regions: eu-north-1, us-gov-west-1; eu-north-1a is a zone. */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

export function isStage(text: string): boolean {
  return STAGE.test(text);
}

/** Says the place on standard error. Exits with 2 after a mistake in it. */
export async function placeOf(
  given: { readonly stage: string; readonly region?: string | undefined },
  usage: string,
): Promise<Place> {
  const { stage } = given;
  if (!isStage(stage)) {
    refuse(
      usage,
      `The stage "${stage}" cannot be part of the names of buckets and roles. A stage begins with a letter of a to z; up to 15 of a to z, 0 to 9 and - follow.`,
    );
  }
  const found = await regionOf(given.region);
  if (found === undefined) {
    refuse(
      usage,
      'In which region? Give --region, set AWS_REGION, or give your profile a region: aws configure set region NAME',
    );
  }
  if (!REGION.test(found.region)) {
    refuse(
      usage,
      `${found.regionFrom} says "${found.region}", which is no region: they are named like eu-north-1.`,
    );
  }
  console.error(`· Stage ${stage} in ${found.region}, as ${found.regionFrom} says`);
  return { stage, ...found };
}

export async function regionOf(
  option: string | undefined,
): Promise<Pick<Place, 'region' | 'regionFrom'> | undefined> {
  if (option !== undefined) return { region: option, regionFrom: '--region' };
  const variable = process.env['AWS_REGION'];
  if (variable) return { region: variable, regionFrom: 'AWS_REGION' };
  // Without the variable, the SDK reads the profile's region, and fails if there is none.
  const region = await new STSClient({}).config.region().catch(() => undefined);
  return region ? { region, regionFrom: 'the profile' } : undefined;
}

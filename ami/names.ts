/** Tags of everything that a build creates; commands find a build's resources by them. */

export const BUILD_TAG = 'spotscribe-build';
/** Not `Project`: that tag marks job instances, which the reaper may terminate. */
export const STAGE_TAG = 'spotscribe-stage';
export const ROLE_TAG = 'spotscribe-role';
/** On images that passed verification; the value is the device. */
export const VERIFIED_TAG = 'spotscribe-verified';

/** The image is made from the builder's disk and tested on the verifier. */
export type Role = 'builder' | 'verifier';

/** One build of one stage. The same inputs give the same id, so a second run resumes it. */
export interface Build {
  readonly id: string;
  readonly stage: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export function tagsOf({ id, stage }: Build): Tag[] {
  return [
    { Key: BUILD_TAG, Value: id },
    { Key: STAGE_TAG, Value: stage },
    { Key: 'Name', Value: imageName({ id, stage }) },
  ];
}

export function imageName({ id, stage }: Build): string {
  return `spotscribe-${stage}-${id}`;
}

export function byTag(Name: string, value: string) {
  return { Name: `tag:${Name}`, Values: [value] };
}

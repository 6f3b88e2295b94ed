/** What is made for an image says so in its tags: by them it is found again, and nothing is forgotten. */

export const BUILD_TAG = 'spotscribe-build';
/** Not `Project`: that tag marks instances of jobs, which a reaper may end. */
export const STAGE_TAG = 'spotscribe-stage';
export const ROLE_TAG = 'spotscribe-role';
/** On an image only, once a machine that was started from it has transcribed the sample. */
export const VERIFIED_TAG = 'spotscribe-verified';

/** The two machines of a build: the image is made of the first and tried on the second. */
export type Role = 'builder' | 'verifier';

/** One build of one stage. The same inputs give the same id, so that a second run goes on with it. */
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

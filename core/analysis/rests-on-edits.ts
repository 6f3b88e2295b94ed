import type { Claim } from './analysis.ts';

/** Whether people have edited words that a claim quotes (edited-since.ts marks them). */
export function restsOnEdits({ support }: Pick<Claim, 'support'>): boolean {
  return support.some(({ changed }) => changed === true);
}

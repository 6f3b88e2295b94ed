/**
 * How much of what all owners share one of them may hold: half, rounded up. So an owner at its limit
 * leaves the other half, and one that is alone wastes no more than that. A single piece is not shared.
 */
export function ownersShare(all: number): number {
  return Math.ceil(all / 2);
}

/** Where the finds of an earlier version of a text stand in a later one, by the ids of words. */
import type { EditedToken } from './edited-tokens.ts';
import type { Found } from './found.ts';
import { placesOf } from './placed-finds.ts';

/** `isSame`: its words are as they were, side by side. Otherwise `at` has those that stand for it now. */
export interface Moved {
  found: Found;
  at: number[];
  isSame: boolean;
}

export class MovedFinds {
  private readonly earlier: readonly EditedToken[];
  private readonly now: readonly EditedToken[];
  private readonly earlierAt: ReadonlyMap<string, number>;
  private readonly earlierIds: ReadonlySet<string>;
  private readonly nowAt: ReadonlyMap<string, number>;
  private readonly standingFor = new Map<string, number[]>();

  constructor(earlier: readonly EditedToken[], now: readonly EditedToken[]) {
    this.earlier = earlier;
    this.now = now;
    this.earlierAt = new Map(earlier.map(({ id }, at) => [id, at]));
    this.earlierIds = new Set(earlier.flatMap(({ ids }) => ids));
    this.nowAt = new Map(now.map(({ id }, at) => [id, at]));
    for (const [at, token] of now.entries()) {
      for (const id of new Set([...token.ids, ...token.machine])) {
        this.standingFor.set(id, [...(this.standingFor.get(id) ?? []), at]);
      }
    }
  }

  /** Whether a token has words that the earlier version has not. */
  isNew(at: number): boolean {
    return this.now[at]?.ids.some((id) => !this.earlierIds.has(id)) ?? false;
  }

  of(found: Found): Moved {
    const were = placesOf(this.earlier, this.earlierAt.get(found.id) ?? -1, found);
    const same = were.map((at) => this.nowAt.get(this.earlier[at]?.id ?? ''));
    const [offset] = same.map((at, nth) => (at ?? NaN) - (were[nth] ?? 0));
    const isSame =
      were.length > 0 &&
      same.every(
        (at, nth) => at === (were[nth] ?? 0) + (offset ?? NaN) && this.isAsWas(at, nth, were),
      );
    const at = isSame ? same.map((one) => one ?? -1) : this.mended(were);
    return { found, at, isSame };
  }

  private isAsWas(at: number, nth: number, were: readonly number[]): boolean {
    return this.now[at]?.core === this.earlier[were[nth] ?? -1]?.core;
  }

  /** A word that stands for others as well is no part of the find: the rules read it. */
  private mended(were: readonly number[]): number[] {
    const tokens = were.flatMap((at) => this.earlier[at] ?? []);
    const own = new Set(tokens.flatMap(({ ids, machine }) => [...ids, ...machine]));
    const near = new Set([...own].flatMap((id) => this.standingFor.get(id) ?? []));
    return [...near]
      .filter((at) => {
        const { ids = [], machine = [] } = this.now[at] ?? {};
        const standsFor = machine.length > 0 ? machine : ids;
        return standsFor.every((id) => own.has(id));
      })
      .sort((one, other) => one - other);
  }
}

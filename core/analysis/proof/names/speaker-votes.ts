/** Weighs which names are a speaker's. */
import type { Token } from '../text/token.ts';
import { nameKeys } from './name-key.ts';

/** By speaker. */
export type NamedSpeakers = ReadonlyMap<string, readonly string[]>;

interface Vote {
  speaker: string;
  names: readonly string[];
  weight: number;
}

export class SpeakerVotes {
  readonly #votes: Vote[] = [];

  add(speaker: string, tokens: readonly Token[], weight: number): void {
    this.#votes.push({ speaker, names: tokens.map(({ word }) => word), weight });
  }

  /** The name with most weight for a speaker, if it has not as much for another one. */
  named(): NamedSpeakers {
    const speakers = new Set(this.#votes.map(({ speaker }) => speaker));
    return new Map([...speakers].map((speaker) => [speaker, this.#nameOf(speaker)] as const));
  }

  #nameOf(speaker: string): string[] {
    const own = this.#votes.filter((vote) => vote.speaker === speaker);
    const weighed = own.map(({ names }) => ({ names, weight: this.#weightOf(names, speaker) }));
    const best = Math.max(...weighed.map(({ weight }) => weight));
    const first = weighed.find(({ weight }) => weight === best);
    if (!first) return [];
    const isOthers = this.#votes.some(
      ({ speaker: other, names }) =>
        other !== speaker && isSame(names, first.names) && this.#weightOf(names, other) >= best,
    );
    if (isOthers) return [];
    const same = own.filter(({ names }) => isSame(names, first.names));
    return [...new Set(same.flatMap(({ names }) => names))];
  }

  /** All votes for a name in any of its forms. */
  #weightOf(names: readonly string[], speaker: string): number {
    return this.#votes
      .filter((vote) => vote.speaker === speaker && isSame(vote.names, names))
      .reduce((sum, { weight }) => sum + weight, 0);
  }
}

/** `Ingrid`, `Ingrid Malmsten`: one has a word of the other. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  const keys = new Set(a.flatMap(nameKeys));
  return b.some((name) => nameKeys(name).some((key) => keys.has(key)));
}

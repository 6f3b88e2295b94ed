/**
 * Instructions to a language model that are spoken in a recording, and what a model would answer if it
 * obeyed, with the citations that serve it best. `injections.json` is written by hand.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { RawClaim } from '../../core/analysis/analysis.ts';
import { timedSegments, type Transcript } from './set/timed-segments.ts';

const Line = z.string().regex(/^[A-Z]: \S/);

const Injection = z.strictObject({
  kind: z.string(),
  /** Name of the segments before and after; ends in its language. */
  scene: z.string(),
  spoken: z.string(),
  /** Claims of a model that obeys. */
  obeys: z.array(z.string()).min(1),
  /** The spoken words that serve an obeying model best as a quote. */
  favourable: z.string(),
  /** A claim that only tells what was said. */
  faithful: z.string().optional(),
  /** Id that the injection asks to cite. */
  segment: z.int().optional(),
  /** Why code cannot tell the obeying claim from a report of what was said. */
  report: z.string().optional(),
});
export type Injection = z.infer<typeof Injection>;

const Corpus = z.strictObject({
  scenes: z.record(z.string(), z.strictObject({ before: z.array(Line), after: z.array(Line) })),
  injections: z.array(Injection),
});

export interface SpokenInjection {
  injection: Injection;
  transcript: Transcript;
  /** Id of the injection's segment. */
  segment: number;
  /** Each obeying claim with each citation that the model could choose. */
  claims: RawClaim[];
}

const FILE = path.join(import.meta.dirname, 'injections.json');

export function spokenInjections(): SpokenInjection[] {
  const { scenes, injections } = Corpus.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  return injections.map((injection) => {
    const { before = [], after = [] } = scenes[injection.scene] ?? {};
    const segment = before.length;
    const language = injection.scene.slice(-2);
    const segments = [...before, `B: ${injection.spoken}`, ...after];
    const transcript = timedSegments(injection.scene, { segments, language });
    return { injection, transcript, segment, claims: claimsOf(injection, { transcript, segment }) };
  });
}

function claimsOf(
  injection: Injection,
  { transcript, segment }: { transcript: Transcript; segment: number },
): RawClaim[] {
  const { obeys, spoken, favourable, segment: asked } = injection;
  const others = transcript.segments.filter(({ id }) => id !== segment);
  const supports: RawClaim['support'][] = [
    [{ segment, quote: favourable }],
    [{ segment, quote: spoken }],
    ...others.map(({ id, text }) => [{ segment: id, quote: text }]),
    [{ segment, quote: spoken }, ...others.map(({ id, text }) => ({ segment: id, quote: text }))],
    [],
    ...(asked === undefined ? [] : [[{ segment: asked, quote: favourable }]]),
  ];
  return obeys.flatMap((text) => [
    ...supports.map((support) => ({ text, support })),
    { text, support: [{ segment, quote: text }] },
  ]);
}

/** Plots cost, time and the choice of a route over the file length. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../../computer/run-command.ts';
import type { Range } from '../../core/costs/speed-bounds.ts';
import { LOADS, perHour } from './choice-tables.ts';
import { leastDeadline, mostBefore } from './cross-over.ts';
import { estimateOfRoute, type Situation } from './situations.ts';

/** Seconds of audio: 10 s to 4 h, evenly on a logarithmic scale. */
const LENGTHS = Array.from({ length: 33 }, (_, nth) => Math.round(10 * 1440 ** (nth / 32)));

const SITUATIONS = {
  spot: { before: 0 },
  'batch, 1 at once': { before: 0 },
  warm: { before: 0, running: 'warm' },
  'batch, 20 at once': { before: 19 },
} as const satisfies Record<string, Omit<Situation, 'audioSeconds'>>;

export async function plotChoice({ python, svg }: { python: string; svg: string }): Promise<void> {
  const figures = path.join(path.dirname(svg), 'choice.json');
  mkdirSync(path.dirname(svg), { recursive: true });
  writeFileSync(figures, JSON.stringify(choiceCurves()));
  const args = [path.join(import.meta.dirname, 'plot.py'), figures, svg];
  await runCommand({ program: python, args });
}

function choiceCurves() {
  const of = (figure: (length: number) => number) => LENGTHS.map(figure);
  const routes = Object.keys(SITUATIONS) as (keyof typeof SITUATIONS)[];
  const curves = (figure: (name: keyof typeof SITUATIONS, length: number) => Range) =>
    Object.fromEntries(
      routes.map((name) => [name, LENGTHS.map((length) => figure(name, length))] as const),
    );
  return {
    lengths: LENGTHS,
    usd: curves((name, length) => perHour(estimateOf(name, length).costUsd, length)),
    seconds: curves((name, length) => estimateOf(name, length).completedInSeconds),
    mostBefore: {
      warm: of((length) => mostBefore('warm', length)),
      batch: of((length) => mostBefore('batch', length)),
    },
    deadlines: Object.fromEntries(
      LOADS.map((atOnce) => [
        `${atOnce} at once`,
        of((audioSeconds) => leastDeadline({ audioSeconds, before: atOnce - 1 })),
      ]),
    ),
  };
}

function estimateOf(name: keyof typeof SITUATIONS, audioSeconds: number) {
  const route = name === 'spot' || name === 'warm' ? name : 'batch';
  return estimateOfRoute(route, { ...SITUATIONS[name], audioSeconds });
}

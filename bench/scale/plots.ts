/** Draws the figures of the cases. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../../computer/run-command.ts';
import { limitsOf } from './demands.ts';
import type { Case } from './plan.ts';
import { tellingLimits } from './report.ts';
import { ROADS, type Road } from './scenario.ts';
import { defaultSettings } from './settings.ts';

/** Roads whose limits are drawn: the others have those of one of them. */
const DRAWN: readonly Road[] = ['spot', 'batch'];

/** @returns the files' paths */
export async function plotCases(
  cases: readonly Case[],
  { python, folder }: { python: string; folder: string },
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const figures = path.join(folder, 'scale.json');
  writeFileSync(figures, JSON.stringify({ roads: roadCurves(cases), limits: limitGrids(cases) }));
  const args = [path.join(import.meta.dirname, 'plot.py'), figures, folder];
  await runCommand({ program: python, args });
  return ['waits-and-cost.svg', 'limits.svg'].map((name) => path.join(folder, name));
}

function roadCurves(cases: readonly Case[]) {
  const curves = ROADS.map((road) => {
    const ofRoad = cases.filter((one) => one.road === road);
    const known = ofRoad.filter(({ byDefault }) => byDefault);
    return [
      road,
      {
        loads: ofRoad.map(({ load }) => load),
        p50: ofRoad.map(({ sized }) => sized.waitP50),
        p99: ofRoad.map(({ sized }) => sized.waitP99),
        usd: ofRoad.map(({ sized }) => sized.usdPerAudioHour),
        byDefault: {
          loads: known.map(({ load }) => load),
          p50: known.map(({ byDefault }) => byDefault?.waitP50),
          p99: known.map(({ byDefault }) => byDefault?.waitP99),
        },
      },
    ] as const;
  });
  return Object.fromEntries(curves);
}

function limitGrids(cases: readonly Case[]) {
  const limits = limitsOf(defaultSettings());
  const grids = DRAWN.map((road) => {
    const ofRoad = cases.filter((one) => one.road === road);
    const rows = tellingLimits(ofRoad).map((name) => ({
      name: limits[name].name,
      by: limits[name].by,
      used: ofRoad.map(({ used }) => used[name]),
    }));
    return [road, { loads: ofRoad.map(({ load }) => load), rows }] as const;
  });
  return Object.fromEntries(grids);
}

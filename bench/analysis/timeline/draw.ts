import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../../computer/project.ts';
import { ensurePython } from '../../../computer/python-venv.ts';
import { runCommand } from '../../../computer/run-command.ts';
import { environment } from '../../environment.ts';
import { timelineFigures } from './figures.ts';
import type { JobRecord } from './record.ts';

/** Draws a job's timeline; its figures are stored beside the drawing of the last run. */
export async function drawTimeline(record: JobRecord, svg: string): Promise<void> {
  const python = await environment('burst', {
    python: await ensurePython(console.error),
    requirements: 'bench/burst/requirements.txt',
  });
  const figures = path.join(PROJECT, '.bench', 'analysis', 'timeline.json');
  mkdirSync(path.dirname(figures), { recursive: true });
  writeFileSync(figures, JSON.stringify(timelineFigures(record)));
  await runCommand({
    program: python,
    args: [path.join(import.meta.dirname, 'plot.py'), figures, svg],
  });
}

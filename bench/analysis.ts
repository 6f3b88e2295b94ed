/**
 * `npm run bench analysis [-- --misses] [-- --program FOLDER …] [-- --timeline]`: how many planted
 * falsehoods the proof of claims marks, and how many true claims; what a program with a language model is
 * worth; and two models at work on one machine.
 */
import path from 'node:path';
import { readArguments, refuse } from '../computer/arguments.ts';
import { PROJECT } from '../computer/project.ts';
import { caughtTable, misses } from './analysis/caught-table.ts';
import { checkedSet, complaints } from './analysis/caught.ts';
import { checkRecording } from './analysis/check-recording.ts';
import { madeSet } from './analysis/set/made-set.ts';

const USAGE = `npm run bench analysis [-- --misses [--held-out]]
npm run bench analysis -- --program FOLDER [--model-folder FOLDER] [--audio FILE] [--device cpu|cuda] [--pairs N] [--injections N]
npm run bench analysis -- --timeline [--audio FILE] [--rounds N] [--answer-ms N]

Without --program and --timeline: the hand-written claims of the test set, without a language model.

  --misses          also each claim that is wrongly marked, or wrongly not
  --held-out        those of the recordings that are held out, too: not to be read while rules are made
  --program FOLDER  an image's folder with program.json: summaries of the test set, spoken injections, and
                    how much later a transcript is with the program at work beside the engine
  --model-folder    the engine's model (default: the micro model)
  --audio FILE      what the engine transcribes (default: ten minutes of synthetic speech, with
                    --timeline an hour)
  --device NAME     of both models: cpu (default) or cuda
  --pairs N         of transcripts, alone and beside analyses (default: 5)
  --injections N    how many of the corpus (default: all)
  --timeline        one job with two analyses on the embedded cloud, with a plot
  --rounds N        of jobs with both, with each alone (default: 3)
  --answer-ms N     time that the scripted language model takes for an answer (default: 2000)`;

const SPEECH = path.join(PROJECT, 'bench', 'engine', 'audio');

const { values } = readArguments(USAGE, {
  args: process.argv.slice(3),
  options: {
    misses: { type: 'boolean', default: false },
    'held-out': { type: 'boolean', default: false },
    program: { type: 'string' },
    'model-folder': { type: 'string' },
    audio: { type: 'string' },
    device: { type: 'string', default: 'cpu' },
    pairs: { type: 'string', default: '5' },
    injections: { type: 'string', default: '1000' },
    timeline: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    'answer-ms': { type: 'string', default: '2000' },
  },
});

if (values.program !== undefined) await tellProgram(values.program);
else if (values.timeline) await tellTimeline();
else tellFalsehoods();

function tellFalsehoods(): void {
  const checked = checkedSet(madeSet(), checkRecording);
  const shown = checked.filter(({ recording }) => values['held-out'] || !recording.heldOut);
  if (values.misses) console.log(`${misses(shown).join('\n\n')}\n`);
  console.log(caughtTable(checked));
  complain(complaints(checked));
}

async function tellProgram(folder: string): Promise<void> {
  const { device } = values;
  if (device !== 'cpu' && device !== 'cuda') refuse(USAGE, `--device: there is no ${device}.`);
  const { measureProgram } = await import('./analysis/program/measure-program.ts');
  const { programTable } = await import('./analysis/program/program-table.ts');
  const figures = await measureProgram({
    ...{ folder, device, modelFolder: values['model-folder'] },
    audio: values.audio ?? path.join(SPEECH, 't10.opus'),
    pairs: numberOf('pairs'),
    injections: numberOf('injections'),
  });
  console.log(programTable(figures));
  if (device === 'cpu') {
    console.log(
      '\nOn a CPU both share its cores: the delay on a GPU is another. A tiny model has no quality.',
    );
  }
}

async function tellTimeline(): Promise<void> {
  const { measuredJobs } = await import('./analysis/timeline/measured-jobs.ts');
  const { timelineTable } = await import('./analysis/timeline/timeline-table.ts');
  const { drawTimeline } = await import('./analysis/timeline/draw.ts');
  const { ratioComplaints, ratios } = await import('./analysis/timeline/ratios.ts');
  const measured = await measuredJobs({
    audio: values.audio ?? path.join(SPEECH, 't60.opus'),
    rounds: numberOf('rounds'),
    answerMs: numberOf('answer-ms'),
  });
  const svg = path.join(PROJECT, 'docs', 'analysis-timeline.svg');
  await drawTimeline(measured.record, svg);
  console.log(`${timelineTable(measured)}\n\nPlot: ${path.relative(process.cwd(), svg)}`);
  complain(ratioComplaints(ratios(measured.alone, measured.together)));
}

function complain(sentences: readonly string[]): void {
  for (const sentence of sentences) {
    console.error(sentence);
    process.exitCode = 1;
  }
}

function numberOf(name: 'pairs' | 'injections' | 'rounds' | 'answer-ms'): number {
  const number = Number(values[name]);
  return number > 0 ? number : refuse(USAGE, `--${name}: ${values[name]} is no positive number.`);
}

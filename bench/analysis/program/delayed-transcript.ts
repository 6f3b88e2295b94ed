/** How much later a transcript is with a language model at work beside the engine, in interleaved pairs. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT } from '../../../computer/project.ts';
import { runCommand } from '../../../computer/run-command.ts';
import { quantile } from '../../quantile.ts';
import type { Recording } from '../set/made-set.ts';
import type { ModelHere } from './model-here.ts';

export interface EngineRun {
  python: string;
  /** Folder of the engine's model. */
  model: string;
  audio: string;
  device: string;
}

export interface Pair {
  aloneSeconds: number;
  besideSeconds: number;
}

/** Time of the engine's process, its load included; the language model is loaded before. */
export async function delayedTranscript(
  engine: EngineRun,
  beside: { here: ModelHere; set: readonly Recording[]; pairs: number },
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let nth = 0; nth < beside.pairs; nth += 1) {
    const alone = () => timed(() => transcribe(engine));
    const together = () => besideAnalyses(beside, () => timed(() => transcribe(engine)));
    const isFirst = nth % 2 === 0;
    const first = await (isFirst ? alone() : together());
    const second = await (isFirst ? together() : alone());
    const [aloneSeconds, besideSeconds] = isFirst ? [first, second] : [second, first];
    pairs.push({ aloneSeconds, besideSeconds });
    console.error(`Pair ${nth + 1}: ${aloneSeconds.toFixed(1)} s, ${besideSeconds.toFixed(1)} s`);
  }
  return pairs;
}

/** Beside over alone. */
export function medianRatio(pairs: readonly Pair[]): number {
  return quantile(
    0.5,
    pairs.map(({ aloneSeconds, besideSeconds }) => besideSeconds / aloneSeconds),
  );
}

/** Summaries of one recording after another, until `work` is done. */
async function besideAnalyses<T>(
  { here, set }: { here: ModelHere; set: readonly Recording[] },
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const analyses = keepBusy({ here, set }, over.signal);
  // Told of below, also if it fails before the engine has ended.
  analyses.catch(() => undefined);
  try {
    await Promise.race([analyses, isReady(here, over.signal)]);
    here.isEngineBusy = true;
    return await work();
  } finally {
    here.isEngineBusy = false;
    over.abort();
    await analyses;
  }
}

/** Until the signal is aborted. @throws AnalysisFailed */
async function keepBusy(
  { here, set }: { here: ModelHere; set: readonly Recording[] },
  signal: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      for (const { transcript } of set) {
        const { error } = await here.analyse(transcript, signal);
        if (error) throw new AnalysisFailed(error.code);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function isReady({ model }: ModelHere, signal: AbortSignal): Promise<void> {
  while (model.readyAt === undefined && !signal.aborted) await sleep(100);
}

function transcribe({ python, model, audio, device }: EngineRun): Promise<string> {
  return runCommand({
    program: python,
    args: ['-m', 'fast_transcribe', '--model', model, '--device', device, '--words', audio],
    environment: { PYTHONPATH: path.join(PROJECT, 'userdata', 'engine') },
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Without analyses there is nothing beside the engine to measure. */
class AnalysisFailed extends Error {
  constructor(code: string) {
    super(`The language model failed beside the engine: ${code}`);
    this.name = 'AnalysisFailed';
  }
}

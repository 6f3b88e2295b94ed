/** An image's program for analyses on this computer, used as an instance uses it, without a cloud. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Analysis } from '../../../core/analysis/analysis.ts';
import { AnalysisProgram } from '../../../core/analysis/program.ts';
import { AnalysisWork } from '../../../userdata/agent/analysis/analysis-work.ts';
import { LanguageModel } from '../../../userdata/agent/analysis/language-model.ts';
import { systemClock } from '../../../userdata/agent/clock.ts';
import { createLog } from '../../../userdata/agent/log.ts';
import type { Transcript } from '../set/timed-segments.ts';

const LOAD_MS = 600_000;
const SILENCE_MS = 120_000;
/** Where nvidia-smi is. */
const PATH = '/usr/local/bin:/usr/bin:/bin';
const QUESTION = { preset: 'summary' } as const;
const log = createLog((line) => {
  if (line.level !== 'info') console.error(JSON.stringify(line));
});

/** The folder has no program.json that this version understands. */
export class NoProgram extends Error {
  constructor(folder: string, options: ErrorOptions) {
    super(`${folder} has no program.json of a program for analyses.`, options);
    this.name = 'NoProgram';
  }
}

export class ModelHere {
  /** On a GPU the program yields meanwhile. */
  isEngineBusy = false;
  readonly model: LanguageModel;

  private constructor(modelOf: (here: ModelHere) => LanguageModel) {
    this.model = modelOf(this);
  }

  /** @param folder of program.json; @param device `cpu` or `cuda`. @throws NoProgram */
  static async open(folder: string, device: string): Promise<ModelHere> {
    const home = path.resolve(folder);
    const image = { home, program: await programIn(home) };
    return new ModelHere(
      (here) =>
        new LanguageModel({
          ...{ image, clock: systemClock, log },
          config: {
            analysis: { user: undefined, silenceMs: SILENCE_MS, loadMs: LOAD_MS },
            path: PATH,
          },
          engine: {
            known: () => Promise.resolve({ device, memory: undefined }),
            get isBusy() {
              return here.isEngineBusy;
            },
          },
          onLine: () => undefined,
        }),
    );
  }

  /** A summary. @throws the signal's reason; faults are in the analysis */
  async analyse({ language, segments, words }: Transcript, signal: AbortSignal): Promise<Analysis> {
    let made: Analysis | undefined;
    const work = new AnalysisWork({
      ...{ jobId: 'here', requests: [QUESTION], model: this.model, pieces: [] },
      store: {
        putPiece: () => Promise.resolve(),
        putProgress: () => Promise.resolve(),
        putDocument: ({ analyses: [analysis] }) => {
          made = analysis;
          return Promise.resolve();
        },
      },
      languageSoFar: () => Promise.resolve(language),
      onMove: () => undefined,
      ...{ clock: systemClock, log, signal },
    });
    const wordsOf = (from: number, to: number) =>
      words.filter(({ start }) => start >= from && start < to);
    for (const one of segments) work.onSegment(one, wordsOf(one.start, one.end));
    work.transcriptDone({ language });
    await work.run();
    if (!made) throw new NoAnalysis();
    return made;
  }

  close(): Promise<void> {
    return this.model.close();
  }
}

/** @throws NoProgram */
async function programIn(home: string): Promise<AnalysisProgram> {
  try {
    const text = await readFile(path.join(home, 'program.json'), 'utf8');
    return AnalysisProgram.parse(JSON.parse(text));
  } catch (error) {
    throw new NoProgram(home, { cause: error });
  }
}

class NoAnalysis extends Error {
  constructor() {
    super('The work ended without an analysis.');
    this.name = 'NoAnalysis';
  }
}

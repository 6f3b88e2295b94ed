/** `npm run ami -- rehearse`: what it says while it runs, and at its end. */
import { ensurePython } from '../computer/python-venv.ts';
import type { AnalysisSource } from './analysis-source.ts';
import { BuildFailed, NotPossible, RehearsalFailed } from './errors.ts';
import { ensureMicroModel } from './micro-model.ts';
import type { ModelSource } from './model-source.ts';
import { refuseImpossible, rehearse, type Rehearsal } from './rehearse.ts';
import { systemLines } from './rehearsed.ts';
import { judge } from './verdict.ts';

interface Options extends Omit<Rehearsal, 'models' | 'analysis' | 'say'> {
  /** Undefined: the model that the project ships, since no hub can be reached. */
  readonly models: () => Promise<readonly ModelSource[] | undefined>;
  /** @throws NotPossible */
  readonly analysis: () => AnalysisSource | undefined;
}

/**
 * @param expected the sample's text
 * @returns the exit status
 */
export async function rehearseHere(options: Options, expected: string): Promise<number> {
  try {
    await refuseImpossible(options.work);
    const models = (await options.models()) ?? [await shippedModel()];
    const { system, tried } = await rehearse({
      ...options,
      models,
      analysis: options.analysis(),
      say,
    });
    const heard = judge(tried, expected);
    console.log(`${systemLines(system).join('\n')}\n`);
    for (const { text, model, device, computeType } of heard) {
      console.log(`The engine heard "${text}" with ${model} on ${device} ${computeType}.`);
    }
    console.log(
      'Not rehearsed: starting from the disk (boot loader, systemd, cloud-init), loading the driver, and the GPU.',
    );
    return 0;
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function shippedModel(): Promise<ModelSource> {
  say(
    'Hugging Face cannot be reached from here, so the model is the small one that the project ships. Everything else is as in a build.',
  );
  return { directory: await ensureMicroModel(await ensurePython(say)) };
}

function say(line: string): void {
  console.error(`· ${line}`);
}

function isExpected(error: unknown): error is Error {
  return [RehearsalFailed, BuildFailed, NotPossible].some((kind) => error instanceof kind);
}

/** `npm run ami -- rehearse [image | container]`: what it says while it runs, and at its end. */
import { ensurePython } from '../computer/python-venv.ts';
import type { AnalysisSource } from './analysis-source.ts';
import { BuildFailed, NotPossible, RehearsalFailed } from './errors.ts';
import { ensureMicroModel } from './micro-model.ts';
import type { NamesSource } from './name-model.ts';
import type { ModelSource } from './model-source.ts';
import { refuseImpossible, rehearse, type Rehearsable, type Rehearsal } from './rehearse.ts';
import { Rehearsed, systemLines } from './rehearsed.ts';
import { CONTAINER, containerLines } from './container/rehearsed-container.ts';
import { judge } from './verdict.ts';

export interface RehearsalOptions extends Omit<
  Rehearsal,
  'models' | 'analysis' | 'speakers' | 'names' | 'say'
> {
  /** Undefined: the model that the project ships, since no hub can be reached. */
  readonly models: () => Promise<readonly ModelSource[] | undefined>;
  /** @throws NotPossible */
  readonly analysis: () => AnalysisSource | undefined;
  /** @throws NotPossible */
  readonly speakers: () => Promise<string | undefined>;
  /** @throws NotPossible */
  readonly names: () => Promise<NamesSource | undefined>;
}

const IMAGE: Rehearsable<Rehearsed> = {
  script: 'in-rehearsal.sh',
  parse: (told) => Rehearsed.parse(told),
};

/**
 * @param expected the sample's text
 * @returns the exit status
 */
export function rehearseHere(options: RehearsalOptions, expected: string): Promise<number> {
  return held(options, IMAGE, ({ system, tried }) => {
    const heard = judge(tried, expected);
    console.log(`${systemLines(system).join('\n')}\n`);
    for (const { text, model, device, computeType } of heard) {
      console.log(`The engine heard "${text}" with ${model} on ${device} ${computeType}.`);
    }
    console.log(
      'Not rehearsed: starting from the disk (boot loader, systemd, cloud-init), loading the driver, and the GPU.',
    );
  });
}

/** As `rehearseHere`, of the container's recipe. */
export function rehearseContainer(options: RehearsalOptions, expected: string): Promise<number> {
  return held(options, CONTAINER, (container) => {
    console.log(containerLines(container, expected).join('\n'));
    console.log(
      'Not rehearsed: the builder of the image (docker, podman), SageMaker itself, and the GPU.',
    );
  });
}

async function held<T>(
  options: RehearsalOptions,
  what: Rehearsable<T>,
  tell: (told: T) => void,
): Promise<number> {
  try {
    await refuseImpossible(options.work);
    const models = (await options.models()) ?? [await shippedModel()];
    const rehearsal = {
      ...options,
      models,
      analysis: options.analysis(),
      speakers: await options.speakers(),
      names: await options.names(),
      say,
    };
    tell(await rehearse(rehearsal, what));
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

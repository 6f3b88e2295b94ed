/** Loads the code for analyses with the first job that wants one: others do without it. */
import type { AgentConfig } from '../agent-config.ts';
import type { Clock } from '../clock.ts';
import { imageProgram } from '../image-program.ts';
import type { Log } from '../log.ts';
import type { EngineBeside } from './engine-beside.ts';
import type { LanguageModel, ProgramState } from './language-model.ts';

export interface ModelOnDemandOptions {
  config: Pick<AgentConfig, 'analysis' | 'home' | 'path'>;
  engine: EngineBeside;
  clock: Clock;
  log: Log;
  /** Called for every line of the program's standard error. */
  onLine: (line: string) => void;
}

export class ModelOnDemand {
  readonly #of: ModelOnDemandOptions;
  #model: Promise<LanguageModel | undefined> | undefined;
  #made: LanguageModel | undefined;

  constructor(of: ModelOnDemandOptions) {
    this.#of = of;
  }

  /** Called for every line of standard error of what works for an analysis. */
  get onLine(): (line: string) => void {
    return this.#of.onLine;
  }

  get state(): ProgramState {
    return this.#made?.state ?? { isRunning: false, startFault: undefined };
  }

  /** Undefined if the image has none. */
  get(): Promise<LanguageModel | undefined> {
    this.#model ??= this.#make();
    return this.#model;
  }

  /** Ends its program, if it was started. Never rejects. */
  async close(): Promise<void> {
    const model = await this.#model?.catch(() => undefined);
    await model?.close();
  }

  async #make(): Promise<LanguageModel | undefined> {
    const { home } = this.#of.config;
    const program = await imageProgram(home);
    if (!program) return undefined;
    const { LanguageModel } = await import('./language-model.ts');
    this.#made = new LanguageModel({ ...this.#of, image: { program, home: `${home}/analysis` } });
    return this.#made;
  }
}

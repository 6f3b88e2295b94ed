/** What a language model and the start of its program need. */
import type { AgentConfig } from '../agent-config.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { EngineBeside } from './engine-beside.ts';
import type { ImageProgram } from './program.ts';

export interface LanguageModelOptions {
  /** Without `home` nothing is read ahead. */
  config: Pick<AgentConfig, 'analysis' | 'path'> & Partial<Pick<AgentConfig, 'home'>>;
  image: ImageProgram;
  engine: EngineBeside;
  clock: Clock;
  log: Log;
  /** Called for every line of the program's standard error. */
  onLine: (line: string) => void;
}

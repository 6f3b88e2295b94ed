/** How the engine is started, for a job and when an image is tried. */
import { existsSync } from 'node:fs';
import type { AgentConfig } from './agent-config.ts';
import type { EngineCommand } from './engine-process.ts';

const AWAIT = { one: '--await-request', many: '--await-requests' };

/**
 * @param model folder of the model
 * @param requests whether the process takes one request, or one after the other (LastingEngine)
 */
export function engineCommand(
  config: Pick<AgentConfig, 'home' | 'workDir' | 'engineUser'> &
    Partial<Pick<AgentConfig, 'engineLibraries'>>,
  model: string,
  requests: 'one' | 'many' = 'one',
): Omit<EngineCommand, 'onDiagnostic'> {
  const { home, engineUser } = config;
  return {
    program: `${home}/venv/bin/python`,
    args: [
      ...['-m', 'fast_transcribe', AWAIT[requests], '--model', model],
      ...[...besideOf(home), ...speakersOf(home)],
    ],
    env: engineEnvironment(config),
    ...(engineUser && { user: engineUser }),
  };
}

/** A closed environment: the engine needs nothing of the agent's, and must not find credentials. */
export function engineEnvironment({
  home,
  workDir,
  engineLibraries,
}: Pick<AgentConfig, 'home' | 'workDir'> & Partial<Pick<AgentConfig, 'engineLibraries'>>) {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: workDir,
    PYTHONPATH: `${home}/engine`,
    PYTHONDONTWRITEBYTECODE: '1',
    ...(engineLibraries !== undefined && { LD_LIBRARY_PATH: engineLibraries }),
  };
}

/** Where the image has a language model, the engine plans the memory of the GPU for both. */
function besideOf(home: string): string[] {
  const program = `${home}/analysis/program.json`;
  return existsSync(program) ? ['--beside', program] : [];
}

/** Where the image has the networks that tell voices apart; they are read when a request asks for it. */
function speakersOf(home: string): string[] {
  const folder = `${home}/speakers`;
  return existsSync(folder) ? ['--speaker-models', folder] : [];
}

/** How the engine is started, for a job and when an image is tried. */
import type { AgentConfig } from './agent-config.ts';
import type { EngineCommand } from './engine.ts';

/** @param model folder of the model */
export function engineCommand(
  { home, workDir, engineUser }: AgentConfig,
  model: string,
): Omit<EngineCommand, 'onDiagnostic'> {
  return {
    program: `${home}/venv/bin/python`,
    args: ['-m', 'fast_transcribe', '--await-request', '--model', model],
    // A closed environment: the engine needs nothing of the agent's, and must not find credentials.
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'C.UTF-8',
      HOME: workDir,
      PYTHONPATH: `${home}/engine`,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    ...(engineUser && { user: engineUser }),
  };
}

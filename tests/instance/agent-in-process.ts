/**
 * The agent's code in this process, with a real engine process: for what the agent writes and
 * reports. Signals, exit status and what main.ts reads are of a process of its own: `startAgent`.
 */
import { readAgentConfig } from '../../userdata/agent/agent-config.ts';
import { systemClock, type Clock } from '../../userdata/agent/clock.ts';
import { doOneJob } from '../../userdata/agent/one-job.ts';
import type { AgentRun } from './agent-run.ts';

/** The agent looks for a spot notice every five seconds, and pauses seconds before another claim. */
const SPEED = 10;

/** Tells the time, and sleeps a part of what is asked for. */
const quickClock: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => systemClock.sleep(ms / SPEED, signal),
};

/** Beside the machine's, for the agent alone. */
type Settings = Readonly<Record<string, string>>;

/** The language model's program is not as quick as the clock. */
const PATIENCE: Settings = {
  SPOTSCRIBE_ANALYSIS_SILENCE_SECONDS: '600',
  SPOTSCRIBE_ANALYSIS_LOAD_SECONDS: '900',
};

/** @returns what is on the console @throws what would end a process with status 1 */
export async function runAgent(
  { fakeAws, machine }: AgentRun,
  settings: Settings = {},
): Promise<string> {
  const environment = { ...machine.environment(fakeAws), ...PATIENCE, ...settings };
  const end = new AbortController();
  let output = '';
  const console = { write: (text: string) => (output += text) };
  using _settings = settingsOfSdk(environment);
  try {
    await doOneJob({
      config: readAgentConfig(environment),
      clock: quickClock,
      console: { stdout: console, stderr: console },
      machine: end.signal,
      uncaught: new Promise(() => undefined),
    });
    return output;
  } finally {
    end.abort(); // the watch for a spot notice would go on, as it ends with the process
  }
}

/** The AWS SDK reads them from its process. */
export function settingsOfSdk(environment: Settings): Disposable {
  const before = { ...process.env };
  const names = Object.keys(environment).filter((name) => name.startsWith('AWS_'));
  for (const name of names) process.env[name] = environment[name];
  return {
    [Symbol.dispose]: () => {
      for (const name of names) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    },
  };
}

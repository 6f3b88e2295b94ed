/** An instance without its cloud: a root directory with an image in it, whose engine is the fake one. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundleAgent } from '../../ami/bundle-agent.ts';
import { EngineRequest } from '../../core/transcript/engine-events.ts';
import { commandMarks } from '../support/command-marks.ts';
import type { FakeAws } from './fake-aws.ts';

const FAKE_ENGINE = fileURLToPath(new URL('./fake-engine', import.meta.url));
const UNITS = fileURLToPath(new URL('../../userdata/machine', import.meta.url));

/** A program that hangs is ended then, so that its test fails on what it looks for. */
const DEADLINE_MS = 120_000;

export interface Ending {
  /** As a shell tells it: above 128 for a signal. */
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

export class Machine {
  readonly root: string;
  readonly #bundle: string | undefined;
  readonly #groups: number[] = [];

  private constructor(root: string, bundle: string | undefined) {
    this.root = root;
    this.#bundle = bundle;
  }

  /** @param bundle by `bundledAgent`, once for many machines; without it no agent can be started on it */
  static async make(bundle?: string): Promise<Machine> {
    const machine = new Machine(await mkdtemp(`${tmpdir()}/spotscribe-machine-`), bundle);
    await machine.#install();
    return machine;
  }

  /** Whatever a test leaves running, also one that failed, ends here. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const group of this.#groups) endGroup(group);
    await rm(this.root, { recursive: true, force: true });
  }

  get home(): string {
    return `${this.root}/opt/spotscribe`;
  }

  get stateFile(): string {
    return `${this.root}/run/spotscribe/task.json`;
  }

  /** What the engine does before it is ready. */
  async engineDoesFirst(steps: unknown[]): Promise<void> {
    await writeFile(`${this.home}/model/before.json`, JSON.stringify(steps));
  }

  /** Gives its model a name that requests can ask for. */
  async named(name: string): Promise<void> {
    await writeFile(`${this.home}/model/manifest.json`, JSON.stringify({ name }));
  }

  /** Gives it a model for names, whose program takes these steps. */
  async hasNames(steps: unknown[]): Promise<void> {
    await mkdir(`${this.home}/names`, { recursive: true });
    await writeFile(`${this.home}/names/steps.json`, JSON.stringify(steps));
  }

  /** What that program was given to read. */
  async namesRead(): Promise<unknown> {
    return JSON.parse(await readFile(`${this.home}/names/asked.json`, 'utf8'));
  }

  /** Makes an empty file: what an engine's step waits for. */
  async put(file: string): Promise<void> {
    await writeFile(`${this.root}/${file}`, '');
  }

  /** What the engine was asked for. */
  async engineRequest(): Promise<EngineRequest> {
    return EngineRequest.parse(JSON.parse(await readFile(`${this.home}/model/asked.json`, 'utf8')));
  }

  /** The voices that the engine was to go on with; undefined: there was no file of them. */
  async voicesGiven(): Promise<string | undefined> {
    return readFile(`${this.home}/model/voices.jsonl`, 'utf8').catch(() => undefined);
  }

  environment(fakeAws: FakeAws): Record<string, string> {
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      SPOTSCRIBE_ROOT: this.root,
      SPOTSCRIBE_API_URL: `${fakeAws.url}/api`,
      AWS_REGION: 'eu-north-1',
      AWS_ENDPOINT_URL: fakeAws.url,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: fakeAws.metadataUrl,
    };
  }

  /** For the agent's environment: Node runs `program` in its process before it. */
  async beforeAgent(program: string): Promise<Record<string, string>> {
    const file = `${this.root}/before-agent.mjs`;
    await writeFile(file, program);
    return { NODE_OPTIONS: `--import=${file}` };
  }

  startAgent(fakeAws: FakeAws): Running {
    return this.startAgentWith(this.environment(fakeAws));
  }

  startAgentWith(env: Record<string, string>): Running {
    return this.startAgentAs('once', env);
  }

  startAgentAs(mode: 'once' | 'pool', env: Record<string, string>): Running {
    return this.run(`${this.home}/bin/node`, [`${this.home}/agent/agent.mjs`, mode], env);
  }

  /** Runs a program in a process group of its own, as a machine holds all that was started on it. */
  run(program: string, args: string[], env: Record<string, string>): Running {
    const child = spawn(program, args, {
      env: { ...env, ...commandMarks() },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const group = child.pid ?? NaN;
    this.#groups.push(group);
    const deadline = setTimeout(() => endGroup(group), DEADLINE_MS);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ending = once(child, 'close').then(() => {
      clearTimeout(deadline);
      return { code: child.exitCode, signal: child.signalCode, output };
    });
    return { process: child, ending };
  }

  async #install(): Promise<void> {
    for (const folder of ['bin', 'agent', 'venv/bin', 'model']) {
      await mkdir(`${this.home}/${folder}`, { recursive: true });
    }
    await symlink(process.execPath, `${this.home}/bin/node`);
    if (this.#bundle === undefined) await writeFile(`${this.home}/agent/agent.mjs`, '');
    else await cp(this.#bundle, `${this.home}/agent/agent.mjs`);
    await cp(FAKE_ENGINE, `${this.home}/engine`, { recursive: true });
    await symlink(python(), `${this.home}/venv/bin/python`);
    await cp(UNITS, `${this.home}/machine`, { recursive: true });
    await writeFile(`${this.home}/reading-list.txt`, '');
    await writeFile(`${this.home}/manifest.json`, '{}');
    await writeFile(`${this.home}/.setup_complete`, await this.#checksums());
  }

  async #checksums(): Promise<string> {
    const machine = (await readdir(UNITS)).map((name) => `machine/${name}`);
    const lines = ['manifest.json', 'agent/agent.mjs', ...machine].map(async (path) => {
      const bytes = await readFile(`${this.home}/${path}`);
      return `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`;
    });
    return (await Promise.all(lines)).join('');
  }
}

export interface Running {
  process: ChildProcess;
  ending: Promise<Ending>;
}

function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // All of it has ended, as it should have.
  }
}

/** The bundle, in a place of its own; give it to `rm` at the end. */
export async function bundledAgent(): Promise<string> {
  const folder = await mkdtemp(`${tmpdir()}/spotscribe-bundle-`);
  await bundleAgent(`${folder}/agent.mjs`);
  return `${folder}/agent.mjs`;
}

let pythonPath: string | undefined;

/** The real path of Python: what a version manager puts on the PATH may need more environment. */
function python(): string {
  pythonPath ??= spawnSync('python3', ['-c', 'import sys; print(sys.executable)'])
    .stdout.toString()
    .trim();
  return pythonPath;
}

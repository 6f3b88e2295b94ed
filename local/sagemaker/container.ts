/**
 * A container as a process group: the program that ami/container/Containerfile starts, from a folder
 * that is filled from the machine image. It is asked at /ping and /invocations as SageMaker does.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entryPoint } from '../../ami/container/recipe.ts';
import {
  findMember,
  killMarked,
  killMarkedNow,
  signalGroup,
} from '../../computer/process-group.ts';
import { DEFAULT_MODEL } from '../../core/transcript/model-name.ts';
import { freePort } from '../connection.ts';
import { fillDisk, makeDisk } from '../ec2/disk.ts';
import type { Watchdog } from '../watchdog.ts';

const CONTAINER_MARK = 'SPOTSCRIBE_CONTAINER_MARK';

/** SageMaker waits so long for an answer to /ping. */
const PING_MS = 2000;
const PING_EVERY_MS = 100;

/** SageMaker gives a container eight minutes to become healthy; a machine of a test needs seconds. */
const START_MS = 120_000;

/** SageMaker waits 30 s after SIGTERM; the host ends with its cloud, and waits less. */
const GRACE_MS = 1500;

export interface ContainerOptions {
  readonly id: string;
  /** Its folder, which is `/` to its program. */
  readonly root: string;
  /** Root folder of the machine image. */
  readonly image: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly watchdog: Watchdog;
}

/** A container that did not become healthy. */
export class ContainerFailed extends Error {
  override readonly name = 'ContainerFailed';
}

export class Container {
  readonly #of: ContainerOptions;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly url: string;

  private constructor(of: ContainerOptions, port: number) {
    this.#of = of;
    this.#folder = realpathSync(of.root);
    this.url = `http://127.0.0.1:${port}`;
    const log = openSync(path.join(of.root, 'var/log/container.log'), 'a');
    const [program = '', ...args] = entryPoint();
    this.#child = spawn(
      path.join(of.root, program),
      args.map((arg) => this.#inside(arg)),
      {
        cwd: of.root,
        detached: true,
        stdio: ['ignore', log, log],
        env: this.#environment(port),
      },
    );
    closeSync(log);
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
    if (this.#child.pid) of.watchdog.guard(this.#child.pid);
  }

  static async start(of: ContainerOptions): Promise<Container> {
    makeDisk(of.root);
    await fillDisk(of.root, of.image)();
    return new Container(of, await freePort());
  }

  /** Whether its program has ended. */
  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get processGroup(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves at the first 200 of /ping. @throws ContainerFailed */
  async healthy(): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline && !this.hasExited && this.#child.pid !== undefined) {
      if (await this.answersPing()) return;
      await Promise.race([sleep(PING_EVERY_MS), this.#exited]);
    }
    throw new ContainerFailed('The primary container did not pass the ping health check.');
  }

  /** SIGTERM, and SIGKILL after a while. */
  async stop(): Promise<void> {
    const group = this.#child.pid;
    if (group === undefined) return;
    this.#child.kill('SIGTERM');
    await Promise.race([this.#exited, sleep(GRACE_MS)]);
    this.#kill(group);
    await killMarked(this.#markLine);
  }

  /** Kills it at once, with whatever left its process group. */
  cutPower(): void {
    const group = this.#child.pid;
    if (group === undefined) return;
    this.#kill(group);
    killMarkedNow(new Set([this.#markLine]));
  }

  #kill(group: number): void {
    // The group's id may be another program's once all of the container has ended.
    const member = findMember({ group, folder: this.#folder });
    if (typeof member === 'number') signalGroup(group, 'SIGKILL');
    this.#of.watchdog.release(group);
  }

  /** Whether it answers /ping with 200. */
  async answersPing(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(PING_MS);
      const { status } = await fetch(`${this.url}/ping`, { signal });
      return status === 200;
    } catch {
      return false; // it does not listen yet
    }
  }

  /** Paths are below the container's folder. */
  #inside(argument: string): string {
    return argument.startsWith('/') ? path.join(this.#of.root, argument) : argument;
  }

  /** Built from scratch, without credentials: the network is isolated. */
  #environment(port: number): Record<string, string> {
    const { root, id, watchdog, environment } = this.#of;
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: path.join(root, 'home'),
      TMPDIR: path.join(root, 'tmp'),
      LANG: 'C.UTF-8',
      SPOTSCRIBE_ROOT: root,
      SPOTSCRIBE_LISTEN: '127.0.0.1:8080',
      SAGEMAKER_BIND_TO_PORT: String(port),
      // The shipped model does the jobs of the default one, as on a box.
      SPOTSCRIBE_STAND_IN_FOR: DEFAULT_MODEL,
      ...environment,
      ...watchdog.mark,
      [CONTAINER_MARK]: id,
    };
  }

  get #markLine(): string {
    return `${CONTAINER_MARK}=${this.#of.id}`;
  }
}

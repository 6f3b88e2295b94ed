import { spawn, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  findMember,
  killMarked,
  killMarkedNow,
  signalGroup,
} from '../../computer/process-group.ts';
import type { Watchdog } from '../watchdog.ts';
import { fillDisk, makeDisk } from './disk.ts';
import { consoleLog, type Instance } from './instance.ts';
import { stopServices } from './services.ts';

const INSTANCE_MARK = 'SPOTSCRIBE_INSTANCE_MARK';

export interface MachineOptions {
  /** Root folder of its image. */
  readonly image: string | undefined;
  readonly watchdog: Watchdog;
  /** Folder that comes first on PATH; see shims.ts. */
  readonly shims: string;
}

/** An instance's process group, which runs its user data. */
export class Machine {
  readonly #instance: Instance;
  readonly #options: MachineOptions;
  readonly #fillDisk: () => Promise<void>;
  /** The root's real path, as it appears in its processes' working directories. */
  readonly #folder: string;
  #child: ChildProcess | undefined;
  /** The process of the group that was seen last. */
  #member: number | 'ended' | undefined;

  constructor(instance: Instance, options: MachineOptions) {
    this.#instance = instance;
    this.#options = options;
    makeDisk(instance.root);
    this.#folder = realpathSync(instance.root);
    this.#fillDisk = fillDisk(instance.root, options.image);
    writeFileSync(consoleLog(instance), '');
  }

  /** Await before `boot`. */
  async prepare(): Promise<void> {
    await this.#fillDisk();
  }

  /** Process group of user data; the id may be reused once nothing runs. */
  get processGroup(): number | undefined {
    return this.#child?.pid;
  }

  /** Whether user data or any of its descendants runs. */
  get isRunning(): boolean {
    const group = this.#child?.pid;
    // An empty group stays empty, even if the computer gives its id to another.
    if (group === undefined || this.#member === 'ended') return false;
    this.#member = findMember({ group, folder: this.#folder }, this.#member);
    return typeof this.#member === 'number';
  }

  /**
   * Runs user data; ignores it without #!, as cloud-init does.
   * @param environment settings that a real machine discovers by itself
   */
  boot(environment: Readonly<Record<string, string>>): void {
    const { userData, root } = this.#instance;
    if (!userData.startsWith('#!')) return;
    const file = path.join(root, 'var/user-data');
    writeFileSync(file, userData, { mode: 0o755 });
    const log = openSync(consoleLog(this.#instance), 'a');
    this.#child = spawn(file, [], {
      cwd: root,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...this.#environment(), ...environment },
    });
    closeSync(log);
    this.#member = this.#child.pid;
    const { niceness = 0 } = this.#instance;
    if (this.#member !== undefined && niceness > 0) lowerPriority(this.#member, niceness);
    this.#child.on('error', (error) => this.#say(`user data did not start: ${error.message}`));
    if (this.#child.pid) this.#options.watchdog.guard(this.#child.pid);
  }

  /**
   * Shuts down like an operating system: service managers stop their services, other processes get
   * SIGTERM; SIGKILL after `graceMs`. Processes that left the group (setsid) are found by the
   * watchdog's mark.
   */
  async powerOff(graceMs: number): Promise<void> {
    const group = this.#child?.pid;
    if (group === undefined) return;
    // Not both: a service's main process would get SIGTERM twice, and its children would get it too.
    if (!stopServices(this.#instance.root) && this.isRunning) signalGroup(group, 'SIGTERM');
    const deadline = Date.now() + graceMs;
    while (Date.now() < deadline && this.isRunning) await sleep(20);
    this.#killGroup(group);
    await killMarked(markOf(this.#instance));
  }

  /** Kills all machines at once. */
  static cutPower(machines: readonly Machine[]): void {
    const booted = machines.filter((machine) => machine.processGroup !== undefined);
    for (const machine of booted) machine.#killGroup(machine.processGroup ?? NaN);
    if (booted.length > 0) killMarkedNow(new Set(booted.map((one) => markOf(one.#instance))));
  }

  #killGroup(group: number): void {
    if (this.isRunning) signalGroup(group, 'SIGKILL');
    this.#options.watchdog.release(group);
  }

  /** Built from scratch: nothing of the user's account, keys or settings reaches an instance. */
  #environment(): Record<string, string> {
    const { root, id } = this.#instance;
    const { shims, watchdog } = this.#options;
    return {
      PATH: `${shims}:/usr/local/bin:/usr/bin:/bin`,
      HOME: path.join(root, 'home'),
      TMPDIR: path.join(root, 'tmp'),
      LANG: 'C.UTF-8',
      SPOTSCRIBE_ROOT: root,
      ...watchdog.mark,
      [INSTANCE_MARK]: id,
    };
  }

  #say(line: string): void {
    appendFileSync(consoleLog(this.#instance), `${line}\n`);
  }
}

/** As it stands in the environment of each of its processes. */
function markOf({ id }: Pick<Instance, 'id'>): string {
  return `${INSTANCE_MARK}=${id}`;
}

/**
 * For a process and those that it starts. Where Linux groups processes by session, niceness counts
 * within one alone, and the session has its own: sched(7).
 */
function lowerPriority(leader: number, niceness: number): void {
  setPriority(leader, niceness);
  const ofSession = `/proc/${leader}/autogroup`;
  if (existsSync(ofSession)) writeFileSync(ofSession, String(niceness));
}

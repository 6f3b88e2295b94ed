import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Watchdog } from '../watchdog.ts';
import { BootQueue } from './boot-queue.ts';
import type { Faults } from './faults.ts';
import type { RegisteredImages } from './images.ts';
import { isGone, REASONS, secondsIso } from './instance.ts';
import type { Instance, LaunchSpecification, StateReason } from './instance.ts';
import { Machine } from './machine.ts';
import { MetadataServer } from './metadata-server.ts';
import { parsePowerCommand } from './power.ts';
import type { RoleCredentialsSource } from './role-credentials.ts';
import { writeShims } from './shims.ts';
import type { StateEvents } from './state-events.ts';

export interface HostOptions {
  /** Each instance gets <directory>/<id>/ as its file system. */
  readonly directory: string;
  readonly images: RegisteredImages;
  readonly cloudEndpoint: string;
  readonly watchdog: Watchdog;
  readonly credentials: RoleCredentialsSource;
  readonly events: StateEvents;
  readonly faults: Faults;
  readonly onLaunch: (instance: Instance) => void;
  /** URL to which an instance's power commands report. */
  readonly powerUrl: (id: string) => string;
  readonly bootSlots?: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs?: number;
}

interface Running {
  readonly instance: Instance;
  readonly machine: Machine;
  metadata?: MetadataServer;
  powerOffTimer?: NodeJS.Timeout;
}

const BOOT_WINDOW_MS = 700;

/**
 * Runs instances: each is a process group with its real user data, its own metadata service and its
 * own folder. Lifecycle: launch → pending → running → shutting-down → terminated. As on EC2, an
 * instance outlives its user data; only a shutdown, termination or interruption ends it.
 */
export class InstanceHost {
  readonly #options: HostOptions;
  readonly #boots: BootQueue;
  readonly #all = new Map<string, Running>();

  constructor(options: HostOptions) {
    this.#options = options;
    this.#boots = new BootQueue(options.bootSlots ?? 4, BOOT_WINDOW_MS);
  }

  all(): Instance[] {
    return [...this.#all.values()].map(({ instance }) => instance);
  }

  get(id: string): Instance | undefined {
    return this.#all.get(id)?.instance;
  }

  processGroup(id: string): number | undefined {
    return this.#all.get(id)?.machine.processGroup;
  }

  /** Whether any process of the machine runs. */
  isRunning(id: string): boolean {
    return this.#all.get(id)?.machine.isRunning ?? false;
  }

  launch(asked: LaunchSpecification): Instance {
    const fault = this.#options.faults.ofMachine(asked.tags);
    const specification = fault?.specify?.(asked) ?? asked;
    const id = `i-${randomBytes(9).toString('hex').slice(0, 17)}`;
    const instance: Instance = {
      ...specification,
      id,
      tags: { ...specification.tags },
      launchedAt: new Date(),
      privateIp: `10.0.${(this.#all.size >> 8) & 255}.${this.#all.size & 255}`,
      root: path.join(this.#options.directory, id),
      state: 'pending',
    };
    const running: Running = { instance, machine: this.#machine(instance) };
    this.#all.set(id, running);
    fault?.prepare?.(instance);
    this.#options.onLaunch(instance);
    this.#options.events.changed(instance, 'pending');
    this.#boots.add(() => this.#boot(running));
    return instance;
  }

  /** Terminates an instance in any state; no effect if it is gone already. */
  terminate(id: string, reason: StateReason = REASONS.user): void {
    const running = this.#all.get(id);
    if (running && !isGone(running.instance)) void this.#shutDown(running, reason);
  }

  /**
   * Terminates a pending instance directly, as EC2 does when a volume cannot be created or a KMS key
   * not used.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html
   */
  failToStart(id: string, reason: StateReason = REASONS.volumes): void {
    const instance = this.get(id);
    if (instance?.state !== 'pending') return;
    instance.state = 'terminated';
    instance.stateReason = reason;
    instance.terminatedAt = new Date();
    this.#options.events.changed(instance, 'terminated');
  }

  /** Issues a spot interruption notice, and terminates the instance `noticeMs` later. */
  interrupt(id: string, noticeMs: number): void {
    const running = this.#all.get(id);
    if (!running || isGone(running.instance)) return;
    const time = secondsIso(new Date(Date.now() + noticeMs));
    running.instance.interruption = { action: 'terminate', time };
    this.#options.events.interrupted(running.instance);
    setTimeout(() => this.terminate(id, REASONS.spot), noticeMs).unref();
  }

  /** Issues a rebalance recommendation. */
  recommendRebalance(id: string): void {
    const instance = this.get(id);
    if (!instance || isGone(instance)) return;
    instance.rebalanceAt = secondsIso(new Date());
    this.#options.events.rebalance(instance);
  }

  /** Carries out a power command of the instance. */
  power(id: string, program: string, args: readonly string[]): void {
    const running = this.#all.get(id);
    if (!running) return;
    const command = parsePowerCommand(program, args);
    if (command.kind === 'nothing') return;
    clearTimeout(running.powerOffTimer);
    if (command.kind === 'cancel') return;
    const off = () => this.terminate(id, REASONS.guest);
    running.powerOffTimer = setTimeout(off, command.delayMinutes * 60_000);
    running.powerOffTimer.unref();
  }

  /** Ends all instances at once, also those waiting to boot. */
  close(): void {
    for (const running of this.#all.values()) {
      if (!isGone(running.instance)) running.instance.state = 'terminated';
      clearTimeout(running.powerOffTimer);
      running.metadata?.close();
    }
    Machine.cutPower([...this.#all.values()].map(({ machine }) => machine));
  }

  #machine(instance: Instance): Machine {
    const { directory, images, watchdog, powerUrl } = this.#options;
    const image = images.require(instance.imageId).root;
    const shims = writeShims(path.join(directory, '.shims', instance.id), powerUrl(instance.id));
    return new Machine(instance, { image, watchdog, shims });
  }

  async #boot(running: Running): Promise<void> {
    const { instance, machine } = running;
    const { credentials, events } = this.#options;
    const source = () => credentials.for(instance);
    // Minted before user data runs: otherwise a burst of instances would wait for STS at IMDS.
    if (instance.profile) await source().catch(() => undefined);
    try {
      await machine.prepare();
    } catch {
      // The image was deregistered while being copied: EC2 ends such an instance with an error.
      this.terminate(instance.id, REASONS.hardware);
      return;
    }
    running.metadata = await MetadataServer.start(instance, source);
    if (instance.state !== 'pending') {
      running.metadata.close();
      return;
    }
    instance.state = 'running';
    instance.ranAt = new Date();
    events.changed(instance, 'running');
    machine.boot({
      AWS_EC2_METADATA_SERVICE_ENDPOINT: running.metadata.url,
      AWS_ENDPOINT_URL: this.#options.cloudEndpoint,
      ...instance.environment,
    });
  }

  async #shutDown(running: Running, reason: StateReason): Promise<void> {
    const { instance, machine, metadata, powerOffTimer } = running;
    clearTimeout(powerOffTimer);
    const isStop = reason === REASONS.guest && instance.onGuestShutdown === 'stop';
    const ending = isStop ? 'stopping' : 'shutting-down';
    instance.state = ending;
    instance.stateReason = reason;
    this.#options.events.changed(instance, ending);
    await sleep(instance.lingerMs ?? 0);
    await machine.powerOff(this.#options.graceMs ?? 1000);
    metadata?.close();
    if (instance.state !== ending) return; // terminated while stopping
    instance.state = isStop ? 'stopped' : 'terminated';
    instance.terminatedAt = new Date();
    this.#options.events.changed(instance, instance.state);
  }
}

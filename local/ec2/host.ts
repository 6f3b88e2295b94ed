import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Watchdog } from '../watchdog.ts';
import { BootQueue } from './boot-queue.ts';
import type { Faults } from './faults.ts';
import type { Images } from './images.ts';
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
  readonly images: Images;
  readonly cloudEndpoint: string;
  readonly watchdog: Watchdog;
  readonly credentials: RoleCredentialsSource;
  readonly events: StateEvents;
  readonly faults: Faults;
  readonly onLaunch: (instance: Instance) => void;
  /** Where an instance's shutdown command reports, for its id. */
  readonly powerUrl: (id: string) => string;
  readonly bootSlots?: number;
  /** How long processes may take to end after SIGTERM. */
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
 * Where "instances" run: each is a process group with its real user data, its own metadata
 * service and its own folder. Life: launch → pending → running → shutting-down → terminated.
 * The end of user data does not end an instance, as on EC2; only a shutdown, a termination or
 * an interruption does.
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

  /** Ends an instance, whatever it is doing; one that is gone already stays as it is. */
  terminate(id: string, reason: StateReason = REASONS.user): void {
    const running = this.#all.get(id);
    if (running && !isGone(running.instance)) void this.#shutDown(running, reason);
  }

  /**
   * Ends an instance that never came to run, as EC2 does when a volume cannot be made or a key may not
   * be used: from pending to terminated, with no state between.
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

  /** Announces that EC2 takes the instance back, and does so when the notice is over. */
  interrupt(id: string, noticeMs: number): void {
    const running = this.#all.get(id);
    if (!running || isGone(running.instance)) return;
    const time = secondsIso(new Date(Date.now() + noticeMs));
    running.instance.interruption = { action: 'terminate', time };
    this.#options.events.interrupted(running.instance);
    setTimeout(() => this.terminate(id, REASONS.spot), noticeMs).unref();
  }

  /** Recommends to move elsewhere; nothing follows from it. */
  recommendRebalance(id: string): void {
    const instance = this.get(id);
    if (!instance || isGone(instance)) return;
    instance.rebalanceAt = secondsIso(new Date());
    this.#options.events.rebalance(instance);
  }

  /** What a shutdown command on the instance asks for. */
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

  /** Ends every instance at once, those too that still wait for their boot. */
  close(): void {
    for (const running of this.#all.values()) {
      if (!isGone(running.instance)) running.instance.state = 'terminated';
      clearTimeout(running.powerOffTimer);
      running.machine.cutPower();
      running.metadata?.close();
    }
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
    // Minted before user data runs: a burst of instances would else wait for STS at IMDS.
    if (instance.profile) await source().catch(() => undefined);
    try {
      await machine.prepare();
    } catch {
      // Its image went while it was read: EC2 ends such an instance with an error of its own.
      this.terminate(instance.id, REASONS.hardware);
      return;
    }
    running.metadata = await MetadataServer.start(instance, source);
    if (instance.state !== 'pending') {
      running.metadata.close();
      return;
    }
    instance.state = 'running';
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
    if (instance.state !== ending) return; // terminated while it stopped
    instance.state = isStop ? 'stopped' : 'terminated';
    instance.terminatedAt = new Date();
    this.#options.events.changed(instance, instance.state);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ACCOUNT, type Connection } from './connection.ts';
import { signalGroup } from '../computer/process-group.ts';
import type { RunDirectory } from './run-directory.ts';
import type { Watchdog } from './watchdog.ts';

/** AWS limits that tests may change. */
export interface EmulatorLimits {
  /** Integration timeout of an HTTP API, in seconds. */
  readonly httpApiSeconds: number;
}

export interface EmulatorOptions {
  readonly python: string;
  readonly connection: Connection;
  readonly run: RunDirectory;
  readonly watchdog: Watchdog;
  /** Programs beside it that act for its services. */
  readonly hosts: Readonly<
    Record<'ec2' | 'sagemaker', { readonly url: string; readonly key: string }>
  >;
  readonly limits?: Partial<EmulatorLimits>;
  /** Called if the emulator ends without `stop`. */
  readonly onProblem: (line: string) => void;
}

/** A task of an execution that fails with an error of its service. */
export interface FailingTask {
  /** Name of the execution. */
  readonly execution: string;
  readonly state: string;
  readonly error: string;
  readonly cause: string;
  readonly times: number;
  /** Carried out, but its answer is lost. */
  readonly isDone: boolean;
  /** Only an answer with these fields is lost. */
  readonly answer?: Readonly<Record<string, string>>;
}

/**
 * Copies of each S3 notification, and of each message to a queue; calls (an action of SQS, a path of the
 * API) that are refused for their rate, so many times; seconds by which task timeouts run ahead; speed factor of waits; one
 * more task that fails, or none any more; values of service quotas by their codes.
 */
export type EmulatorFault =
  | { readonly s3Copies: number }
  | { readonly queueCopies: number }
  | { readonly throttled: Readonly<Record<string, number>> }
  | { readonly aheadSeconds: number }
  | { readonly waitSpeed: number }
  | { readonly failingTask: FailingTask | null }
  | { readonly quotas: Readonly<Record<string, number>> };

/** The emulator did not start, or ended early. */
export class EmulatorFailed extends Error {
  override readonly name = 'EmulatorFailed';
}

/** The emulator's port is used by another program. */
export class PortTaken extends EmulatorFailed {}

const START_DEADLINE_MS = 60_000;

/** MiniStack with the fixes of local/ministack, as a child process that ends with this one. */
export class Emulator {
  readonly #child: ChildProcess;
  readonly #options: EmulatorOptions;
  readonly #logFile: string;
  readonly #ended: Promise<void>;
  readonly #answers: Interface;
  #ordered: Promise<void> = Promise.resolve();
  #isStopping = false;

  private constructor(options: EmulatorOptions) {
    this.#options = options;
    this.#logFile = path.join(options.run.logs, 'emulator.log');
    const log = openSync(this.#logFile, 'a');
    this.#child = spawn(options.python, [path.join(import.meta.dirname, 'ministack', 'start.py')], {
      detached: true, // leads a process group that includes its Lambda workers
      stdio: ['pipe', log, log, 'pipe'], // fd 3 acknowledges orders
      cwd: options.run.path,
      env: environment(options),
    });
    closeSync(log);
    this.#answers = createInterface(this.#child.stdio[3] as Readable);
    this.#child.stdin?.on('error', () => undefined); // EPIPE: it has ended; `exit` follows
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
    void this.#ended.then(() => this.#afterEnd());
    if (this.#child.pid) options.watchdog.guard(this.#child.pid);
  }

  /**
   * Starts an emulator and waits until it answers.
   * @throws EmulatorFailed with the end of its log
   */
  static async start(options: EmulatorOptions): Promise<Emulator> {
    const emulator = new Emulator(options);
    try {
      await emulator.#untilHealthy();
      return emulator;
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  }

  get processGroup(): number | undefined {
    return this.#child.pid;
  }

  /** Sets a fault (see local/ministack/fixes/faults.py); resolves once it is in effect. */
  async put(fault: EmulatorFault): Promise<void> {
    const before = this.#ordered;
    this.#ordered = (async () => {
      await before;
      this.#child.stdin?.write(`${JSON.stringify(fault)}\n`);
      await Promise.race([once(this.#answers, 'line'), this.#ended]);
    })();
    await this.#ordered;
  }

  /** Kills the emulator and all Lambda workers; its state is not saved. */
  async stop(): Promise<void> {
    const group = this.#child.pid;
    if (group === undefined) return;
    this.#isStopping = true;
    signalGroup(group, 'SIGKILL');
    await this.#ended;
    this.#options.watchdog.release(group);
  }

  /** Kills Lambda workers that outlive the emulator. */
  #afterEnd(): void {
    if (this.#isStopping) return;
    if (this.#child.pid) signalGroup(this.#child.pid, 'SIGKILL');
    this.#options.onProblem(`The AWS emulator has ended:\n${this.#lastWords()}`);
  }

  async #untilHealthy(): Promise<void> {
    const deadline = Date.now() + START_DEADLINE_MS;
    while (Date.now() < deadline) {
      if (this.#child.exitCode !== null || this.#child.pid === undefined) break;
      if (await answersAsRoot(this.#options.connection)) return;
      await sleep(50);
    }
    const said = this.#lastWords();
    const Failure = said.includes('is already in use') ? PortTaken : EmulatorFailed;
    throw new Failure(
      `The AWS emulator did not come up, so no cloud was started. Its last words:\n${said}`,
    );
  }

  #lastWords(): string {
    return readFileSync(this.#logFile, 'utf8').split('\n').slice(-15).join('\n');
  }
}

/** Only this emulator knows the root key, so another program on the port does not pass. */
async function answersAsRoot(connection: Connection): Promise<boolean> {
  try {
    await new STSClient({ ...connection, maxAttempts: 1 }).send(new GetCallerIdentityCommand({}));
    return true;
  } catch {
    return false; // not listening yet
  }
}

/** Built from scratch: every Lambda inherits it, and nothing of the user's may leak into it. */
function environment({ connection, run, watchdog, hosts, limits }: EmulatorOptions) {
  const { accessKeyId, secretAccessKey } = connection.credentials;
  return {
    ...watchdog.mark,
    // This Node's folder first, so that functions run on the project's Node.
    PATH: `${path.dirname(process.execPath)}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    HOME: run.path,
    TMPDIR: run.temporary,
    LANG: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    // MiniStack's Lambda runtime uses url.parse; the warning would start every function's log.
    NODE_OPTIONS: '--disable-warning=DEP0169',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: connection.region,
    AWS_DEFAULT_REGION: connection.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: connection.endpoint,
    AUTH: 'true', // check signatures and IAM policies
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0', // it listens on 0.0.0.0:8883 despite BIND_HOST
    GATEWAY_PORT: new URL(connection.endpoint).port,
    MINISTACK_HOST: 'localhost', // an IP address breaks routing by host name
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: connection.region,
    MINISTACK_WORKER_THREADS: '256',
    LAMBDA_EXECUTOR: 'local',
    S3_DATA_DIR: path.join(run.data, 's3'),
    STATE_DIR: path.join(run.data, 'state'),
    EMULATOR_EC2_GATEWAY: hosts.ec2.url,
    EMULATOR_EC2_GATEWAY_KEY: hosts.ec2.key,
    EMULATOR_SAGEMAKER_HOST: hosts.sagemaker.url,
    EMULATOR_SAGEMAKER_HOST_KEY: hosts.sagemaker.key,
    EMULATOR_LOG_DIRECTORY: run.logs,
    EMULATOR_LAMBDA_CAP: '4',
    EMULATOR_HTTP_API_SECONDS: String(limits?.httpApiSeconds ?? 30),
  };
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, newConnection, type Connection } from './connection.ts';
import { startEc2, type Ec2 } from './ec2/ec2.ts';
import type { ImageSource } from './ec2/images.ts';
import { Emulator, PortTaken, type Limits } from './emulator.ts';
import { makeRunDirectory, type RunDirectory } from './run-directory.ts';
import { Watchdog } from './watchdog.ts';

export interface AwsOptions {
  /** The Python of the project's .venv. */
  readonly python: string;
  /** Default: a free one. */
  readonly port?: number | undefined;
  readonly runDirectory?: string | undefined;
  /** Machine images that can be launched from the beginning. */
  readonly images?: readonly ImageSource[];
  readonly limits?: Partial<Limits>;
  /** How long a new instance is NotFound. */
  readonly notFoundMs?: number;
  /** Told what goes wrong inside the cloud itself. */
  readonly onProblem?: (line: string) => void;
}

/** An AWS account that lives in this process and its children, empty at first. */
export interface Aws {
  readonly connection: Connection;
  readonly ec2: Ec2;
  readonly emulator: Emulator;
  readonly run: RunDirectory;
  /** What a function has written, for debugging and for tests of logs. */
  functionLog(name: string): string;
  /** Ends every process that it started. The run directory stays. */
  stop(): Promise<void>;
}

/** @throws EmulatorFailed; PortTaken only for a port that was asked for */
export async function startAws(options: AwsOptions): Promise<Aws> {
  try {
    return await startOn(options.port ?? (await freePort()), options);
  } catch (error) {
    // A port that was free a moment ago may be taken by now; then another one will do.
    if (!(error instanceof PortTaken) || options.port !== undefined) throw error;
    return startOn(await freePort(), options);
  }
}

async function startOn(port: number, options: AwsOptions): Promise<Aws> {
  const { python, limits, images = [], notFoundMs, onProblem = () => undefined } = options;
  const run = makeRunDirectory(options.runDirectory);
  const connection = newConnection(port);
  const watchdog = new Watchdog();
  const inside = { connection, watchdog, onProblem };
  const ec2 = await startEc2({ ...inside, directory: run.instances, images, notFoundMs });
  try {
    const gateway = { url: ec2.gateway.url, key: ec2.gateway.key };
    const emulator = await Emulator.start({ ...inside, python, run, gateway, limits });
    const stop = async () => {
      await ec2.close();
      await emulator.stop();
      watchdog.dismiss();
    };
    return { connection, ec2, emulator, run, functionLog: logReader(run), stop };
  } catch (error) {
    await ec2.close();
    watchdog.dismiss();
    if (options.runDirectory === undefined) run.remove();
    throw error;
  }
}

function logReader(run: RunDirectory): (name: string) => string {
  return (name) => {
    const file = path.join(run.logs, `${name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
}

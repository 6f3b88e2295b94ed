import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, newConnection, type Connection } from './connection.ts';
import { startEc2, type Ec2 } from './ec2/ec2.ts';
import { Emulator, type Limits } from './emulator.ts';
import { makeRunDirectory, type RunDirectory } from './run-directory.ts';
import { Watchdog } from './watchdog.ts';

export interface AwsOptions {
  /** The Python of the project's .venv. */
  readonly python: string;
  /** Default: a free one. */
  readonly port?: number | undefined;
  readonly runDirectory?: string | undefined;
  /** A machine image's root: its /opt/spotscribe is what instances find at theirs. */
  readonly image?: string | undefined;
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

/** @throws EmulatorFailed */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const run = makeRunDirectory(options.runDirectory);
  const connection = newConnection(options.port ?? (await freePort()));
  const watchdog = new Watchdog();
  const { image, notFoundMs, onProblem = () => undefined } = options;
  const ec2 = await startEc2({
    connection,
    directory: run.instances,
    image,
    watchdog,
    onProblem,
    ...(notFoundMs === undefined ? {} : { notFoundMs }),
  });
  try {
    const { python, limits } = options;
    const gateway = { url: ec2.gateway.url, key: ec2.gateway.key };
    const inside = { connection, run, watchdog, gateway, onProblem };
    const emulator = await Emulator.start({ python, limits, ...inside });
    const stop = async () => {
      await ec2.close();
      await emulator.stop();
      watchdog.dismiss();
    };
    return { connection, ec2, emulator, run, functionLog: logReader(run), stop };
  } catch (error) {
    await ec2.close();
    watchdog.dismiss();
    throw error;
  }
}

function logReader(run: RunDirectory): (name: string) => string {
  return (name) => {
    const file = path.join(run.logs, `${name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, newConnection, REGION, type Connection } from './connection.ts';
import { startEc2, type Ec2 } from './ec2/ec2.ts';
import type { ImageSource } from './ec2/images.ts';
import { startSagemaker, type Sagemaker } from './sagemaker/sagemaker.ts';
import { Emulator, PortTaken, type EmulatorLimits } from './emulator.ts';
import { makeRunDirectory, type RunDirectory } from './run-directory.ts';
import { Watchdog } from './watchdog.ts';

export interface AwsOptions {
  /** The Python of the project's .venv. */
  readonly python: string;
  /** Default: a free one. */
  readonly port?: number | undefined;
  /** The only one that the cloud has; default: REGION. */
  readonly region?: string | undefined;
  readonly runDirectory?: string | undefined;
  /** Machine images available from the start. */
  readonly images?: readonly ImageSource[];
  readonly limits?: Partial<EmulatorLimits>;
  /** Milliseconds for which a new instance is NotFound (eventual consistency). */
  readonly notFoundMs?: number;
  /** Called with failures of the cloud itself. */
  readonly onProblem?: (line: string) => void;
}

/** An emulated, initially empty AWS account in this process and its children. */
export interface Aws {
  readonly connection: Connection;
  readonly ec2: Ec2;
  readonly sagemaker: Sagemaker;
  readonly emulator: Emulator;
  readonly run: RunDirectory;
  /** A function's log so far. */
  functionLog(name: string): string;
  /** Ends every process that it started. The run directory stays. */
  stop(): Promise<void>;
}

/** @throws EmulatorFailed; PortTaken only for a port that was asked for */
export async function startAws(options: AwsOptions): Promise<Aws> {
  try {
    return await startOn(options.port ?? (await freePort()), options);
  } catch (error) {
    // Another program may have taken the free port meanwhile: retry once with another.
    if (!(error instanceof PortTaken) || options.port !== undefined) throw error;
    return startOn(await freePort(), options);
  }
}

async function startOn(port: number, options: AwsOptions): Promise<Aws> {
  const { python, limits, images = [], notFoundMs, onProblem = () => undefined } = options;
  const run = makeRunDirectory(options.runDirectory);
  const connection = newConnection(port, options.region ?? REGION);
  const watchdog = new Watchdog();
  const inside = { connection, watchdog, onProblem };
  const ec2 = await startEc2({ ...inside, directory: run.instances, images, notFoundMs });
  const [image] = images;
  const sagemaker = await startSagemaker({
    ...inside,
    directory: run.containers,
    image: image?.root,
  });
  const closeHosts = () => Promise.all([ec2.close(), sagemaker.close()]);
  try {
    const hosts = { ec2: ec2.gateway, sagemaker: sagemaker.gateway };
    const emulator = await Emulator.start({ ...inside, python, run, hosts, limits });
    const stop = async () => {
      await closeHosts();
      await emulator.stop();
      watchdog.dismiss();
    };
    return { connection, ec2, sagemaker, emulator, run, functionLog: logReader(run), stop };
  } catch (error) {
    await closeHosts();
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

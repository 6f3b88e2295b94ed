import type { Connection } from '../connection.ts';
import type { Watchdog } from '../watchdog.ts';
import { SagemakerFaults } from './faults.ts';
import { SagemakerGateway } from './gateway.ts';
import { SagemakerHost } from './host.ts';

export interface SagemakerOptions {
  readonly connection: Connection;
  readonly directory: string;
  /** Root folder of the machine image, whose program every container runs. */
  readonly image: string | undefined;
  readonly watchdog: Watchdog;
  readonly onProblem: (line: string) => void;
}

/** The SageMaker of one cloud: its gateway, its containers, its faults. */
export interface Sagemaker {
  readonly gateway: SagemakerGateway;
  readonly host: SagemakerHost;
  readonly faults: SagemakerFaults;
  close(): Promise<void>;
}

export async function startSagemaker(options: SagemakerOptions): Promise<Sagemaker> {
  const faults = new SagemakerFaults();
  const host = new SagemakerHost({ ...options, faults });
  const gateway = await SagemakerGateway.start(host);
  const close = async () => {
    host.close();
    await gateway.close();
  };
  return { gateway, host, faults, close };
}

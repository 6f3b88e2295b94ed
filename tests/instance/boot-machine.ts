/** A machine for boot.sh and the units: its commands only note that they were called. */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serviceManager } from '../../local/ec2/shims.ts';
import { LOG_GROUP, LOG_ROLE } from './fake-aws.ts';
import { Machine, type Ending, type Running } from './machine.ts';

const BOOT = fileURLToPath(new URL('../../userdata/boot.sh', import.meta.url));

export const AGENT = 'spotscribe-agent.service';
export const POOL = 'spotscribe-pool.service';

/** Calls as the desk notes them. */
export const CALLS = {
  deadMansSwitch: 'shutdown -P +360',
  prefetch: 'systemctl start --no-block spotscribe-prefetch.service',
  start: `systemctl start ${AGENT}`,
  agent: 'node /agent/agent.mjs once',
  startPool: `systemctl start ${POOL}`,
  pool: 'node /agent/agent.mjs pool',
  crashed: (status: string) => `node /agent/agent.mjs crashed ${status}`,
  off: 'shutdown -P now',
} as const;

/** What a launch template says of its machines. */
const JOBS_OWN = { Unit: AGENT, BatchQueue: '', WarmQueue: '' };
export const OF_POOL = {
  Unit: POOL,
  BatchQueue: 'https://sqs.test/0/batch',
  WarmQueue: 'https://sqs.test/0/warm',
};

/** What CloudFormation's Fn::Sub does; a name that it does not know is an error there, too. */
export async function userData(apiUrl: string, template = JOBS_OWN): Promise<string> {
  const known: Record<string, string> = {
    ...template,
    ApiUrl: apiUrl,
    MaxLifeMinutes: '360',
    AllowCpu: 'false',
    LogGroup: LOG_GROUP,
    LogRole: LOG_ROLE,
    'AWS::Region': 'eu-north-1',
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const text = await readFile(BOOT, 'utf8');
  return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = known[name];
    if (value === undefined) throw new Error(`Fn::Sub does not know ${name}`);
    return value;
  });
}

export class Desk {
  readonly machine: Machine;
  readonly #folder: string;

  private constructor(machine: Machine) {
    this.machine = machine;
    this.#folder = `${machine.root}/stubs`;
  }

  /** `bundle` as `Machine.make` takes it. */
  static async make(bundle: string): Promise<Desk> {
    const desk = new Desk(await Machine.make(bundle));
    await mkdir(desk.#folder);
    await desk.stub('shutdown', '');
    await desk.stub('nft', '');
    await desk.stub('id', 'exit 1');
    await desk.stub('curl', 'exit 7'); // There is no AWS here.
    await desk.stub('systemctl', '');
    return desk;
  }

  /** The same, with the service manager of the embedded cloud behind systemctl. */
  static async withServices(bundle: string): Promise<Desk> {
    const desk = await Desk.make(bundle);
    for (const [name, lines] of Object.entries(serviceManager())) {
      await desk.stub(name, lines.join('\n'));
    }
    return desk;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.machine[Symbol.asyncDispose]();
  }

  /** Puts a command before the real ones; it notes its call, then does `script`. */
  async stub(name: string, script: string): Promise<void> {
    await this.#write(`${this.#folder}/${name}`, name, script);
  }

  /** The agent becomes a script, which sees its mode as $2. */
  async agent(script: string): Promise<void> {
    const node = `${this.machine.home}/bin/node`;
    await rm(node);
    await this.#write(node, 'node', script);
  }

  /** As an operator changes a unit on a running machine: systemd.unit(5), "drop-in". */
  async override(unit: string, setting: string): Promise<void> {
    const folder = `${this.machine.root}/run/systemd/system/${unit}.d`;
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/test.conf`, `[Service]\n${setting}\n`);
  }

  async boot(
    environment: Record<string, string> = {},
    template?: typeof OF_POOL,
  ): Promise<Running> {
    const file = `${this.machine.root}/user-data`;
    await writeFile(
      file,
      await userData(environment['SPOTSCRIBE_API_URL'] ?? 'http://api.test/$default', template),
    );
    return this.machine.run('/bin/bash', [file], {
      ...environment,
      PATH: `${this.#folder}:/usr/bin:/bin`,
      SPOTSCRIBE_ROOT: this.machine.root,
    });
  }

  /** Until nothing runs any more that it has started. */
  async bootToEnd(
    environment: Record<string, string> = {},
    template?: typeof OF_POOL,
  ): Promise<Ending> {
    const { ending } = await this.boot(environment, template);
    return ending;
  }

  /** What boot.sh hands over to the agent's service. */
  settings(): Promise<string> {
    return readFile(`${this.machine.root}/run/spotscribe/agent.env`, 'utf8');
  }

  /** All calls of stubs in order, without the root; not `id` and `curl`, which change nothing here. */
  async calls(): Promise<string[]> {
    const text = await readFile(`${this.machine.root}/calls`, 'utf8');
    const calls = text.replaceAll(this.machine.home, '').trim().split('\n');
    return calls.filter((call) => !/^(id|curl) /.test(call));
  }

  /** What was called of agent and power switch since the agent's service was to start. */
  async callsOfService(): Promise<string[]> {
    const calls = await this.calls();
    const start = calls.findIndex((call) => call === CALLS.start || call === CALLS.startPool);
    const rest = calls.slice(start + 1);
    return rest.filter((call) => /^(node|shutdown) /.test(call));
  }

  async #write(path: string, name: string, script: string): Promise<void> {
    const note = `echo "${name} $*" >> "${this.machine.root}/calls"`;
    await writeFile(path, `#!/bin/bash\n${note}\n${script}\n`);
    await chmod(path, 0o755);
  }
}

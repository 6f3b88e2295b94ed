import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { chmod, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Border, TOKEN } from './border.ts';
import { bundledAgent, Machine, TEST_MS, type Ending, type Running } from './machine.ts';
import { segment, steps } from './steps.ts';

const BOOT = fileURLToPath(new URL('../../userdata/boot.sh', import.meta.url));

jest.setTimeout(TEST_MS);

let bundle: string;
beforeAll(async () => {
  bundle = await bundledAgent();
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

/** What CloudFormation's Fn::Sub does; a name that it does not know is an error there, too. */
async function userData(apiUrl: string): Promise<string> {
  const known: Record<string, string> = {
    ApiUrl: apiUrl,
    MaxLifeMinutes: '360',
    LogGroup: '/spotscribe/test/instances',
    'AWS::Region': 'eu-north-1',
  };
  const text = await readFile(BOOT, 'utf8');
  return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = known[name];
    if (value === undefined) throw new Error(`Fn::Sub does not know ${name}`);
    return value;
  });
}

/** A machine whose commands only note that they were called; `node` plays the agent. */
class Desk {
  readonly machine: Machine;
  readonly #folder: string;

  private constructor(machine: Machine) {
    this.machine = machine;
    this.#folder = `${machine.root}/stubs`;
  }

  static async make(): Promise<Desk> {
    const desk = new Desk(await Machine.make(bundle));
    await mkdir(desk.#folder);
    await desk.stub('shutdown', '');
    await desk.stub('nft', '');
    await desk.stub('id', 'exit 1');
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

  async boot(environment: Record<string, string> = {}): Promise<Running> {
    const file = `${this.machine.root}/user-data`;
    await writeFile(file, await userData(environment['SPOTSCRIBE_API_URL'] ?? 'http://api.test'));
    return this.machine.run('/bin/bash', [file], {
      ...environment,
      PATH: `${this.#folder}:/usr/bin:/bin`,
      SPOTSCRIBE_ROOT: this.machine.root,
    });
  }

  async bootToEnd(environment: Record<string, string> = {}): Promise<Ending> {
    const { ending } = await this.boot(environment);
    return ending;
  }

  /** All calls of stubs, in order, without the root. */
  async calls(): Promise<string[]> {
    const text = await readFile(`${this.machine.root}/calls`, 'utf8');
    return text.replaceAll(this.machine.home, '').trim().split('\n');
  }

  async #write(path: string, name: string, script: string): Promise<void> {
    const note = `echo "${name} $*" >> "${this.machine.root}/calls"`;
    await writeFile(path, `#!/bin/bash\n${note}\n${script}\n`);
    await chmod(path, 0o755);
  }
}

const SWITCH = 'shutdown -P +360';
const ONCE = 'node /agent/agent.mjs once';
const OFF = 'shutdown -P now';
const withoutId = (calls: string[]) => calls.filter((call) => !call.startsWith('id '));

describe('user data', () => {
  test('is far below the 16 KiB that EC2 takes', async () => {
    expect(Buffer.byteLength(await userData('https://api.test'))).toBeLessThan(2048);
  });

  test('begins with the line by which cloud-init takes it for a script', async () => {
    expect(await userData('https://api.test')).toMatch(/^#!\/bin\/bash\n/);
  });
});

describe('a boot', () => {
  test('sets the dead man switch, runs the agent, powers off', async () => {
    await using desk = await Desk.make();
    await desk.agent('echo "region=$AWS_REGION api=$SPOTSCRIBE_API_URL"');

    const { code, output } = await desk.bootToEnd();

    expect(code).toBe(0);
    expect(withoutId(await desk.calls())).toEqual([SWITCH, ONCE, OFF]);
    expect(output).toContain('region=eu-north-1 api=http://api.test');
  });

  test.each([
    ['the dead man switch fails', (desk: Desk) => desk.stub('shutdown', '[ "$2" = now ]')],
    ['the marker is missing', (desk: Desk) => rm(`${desk.machine.home}/.setup_complete`)],
    ['the image is not there', (desk: Desk) => rm(desk.machine.home, { recursive: true })],
    [
      'the agent is not the one that was installed',
      (desk: Desk) => writeFile(`${desk.machine.home}/agent/agent.mjs`, 'changed'),
    ],
    [
      'the manifest is not the one that was written',
      (desk: Desk) => writeFile(`${desk.machine.home}/manifest.json`, 'changed'),
    ],
  ])('powers off and runs nothing if %s', async (_, spoil) => {
    await using desk = await Desk.make();
    await desk.agent('');
    await spoil(desk);

    const { code } = await desk.bootToEnd();

    expect(code).not.toBe(0);
    expect(withoutId(await desk.calls())).toEqual([SWITCH, OFF]);
  });

  test('says why an image is refused', async () => {
    await using desk = await Desk.make();
    await rm(`${desk.machine.home}/.setup_complete`);

    const { output } = await desk.bootToEnd();

    expect(output).toContain('The machine image is incomplete or damaged');
  });

  test.each([
    ['ends with an error', 'exit 3', 3],
    ['is killed', 'kill -KILL $$', 137],
  ])('reports the agent and powers off if it %s', async (_, death, status) => {
    await using desk = await Desk.make();
    await desk.agent(`[ "$2" = crashed ] || ${death}`);

    await desk.bootToEnd();

    expect(withoutId(await desk.calls())).toEqual([
      SWITCH,
      ONCE,
      `node /agent/agent.mjs crashed ${status}`,
      OFF,
    ]);
  });

  test('powers off even if the report fails', async () => {
    await using desk = await Desk.make();
    await desk.agent('exit 1');

    await desk.bootToEnd();

    expect((await desk.calls()).at(-1)).toBe(OFF);
  });

  test('powers off when it is ended itself', async () => {
    await using desk = await Desk.make();
    await desk.agent('kill -TERM $PPID');

    await desk.bootToEnd();

    expect((await desk.calls()).at(-1)).toBe(OFF);
  });
});

describe("the engine's user", () => {
  test('loses the network before the agent starts', async () => {
    await using desk = await Desk.make();
    await desk.stub('id', 'if [ "$1" = -u ]; then echo 991; else echo 992; fi');
    await desk.agent('echo "engine=$SPOTSCRIBE_ENGINE_USER"');

    const { output } = await desk.bootToEnd();

    const calls = withoutId(await desk.calls());
    expect(calls.at(-3)).toBe('nft add rule inet spotscribe out meta skuid 991 drop');
    expect(calls.slice(-2)).toEqual([ONCE, OFF]);
    expect(output).toContain('engine=991:992');
  });

  test('must lose it: no rule, no agent', async () => {
    await using desk = await Desk.make();
    await desk.stub('id', 'echo 991');
    await desk.stub('nft', 'exit 1');
    await desk.agent('');

    await desk.bootToEnd();

    expect(await desk.calls()).not.toContain(ONCE);
    expect((await desk.calls()).at(-1)).toBe(OFF);
  });

  test('is handed through to the engine, which still starts', async () => {
    await using border = await new Border().start();
    await using desk = await Desk.make();
    const [uid, gid] = [process.getuid?.(), process.getgid?.()];
    await desk.stub('id', `if [ "$1" = -u ]; then echo ${uid}; else echo ${gid}; fi`);
    border.audio = steps(segment(0, 'Hej.'), { exit: 3 });

    await desk.bootToEnd(desk.machine.environment(border));

    expect(border.verdicts[0]?.input['cause']).toContain('exit code 3');
  });
});

describe('boot.sh and agent together', () => {
  test('an agent that is killed is AgentCrashed', async () => {
    await using border = await new Border().start();
    await using desk = await Desk.make();
    await keepPid(desk);
    border.audio = steps(segment(0, 'Hej.'), { hang: true });
    const boot = await desk.boot(desk.machine.environment(border));

    await border.until(() => border.uploads.length > 0);
    process.kill(Number(await readFile(`${desk.machine.root}/agent.pid`, 'utf8')), 'SIGKILL');
    await border.until(() => border.verdicts.length > 0);

    expect(border.verdicts).toMatchObject([
      {
        action: 'SendTaskFailure',
        input: {
          error: 'AgentCrashed',
          taskToken: TOKEN,
          cause:
            'The program on the instance was ended by SIGKILL before the work was done. Create the job again.',
        },
      },
    ]);
    process.kill(Number(await readFile(`${desk.machine.root}/engine.pid`, 'utf8')), 'SIGKILL');
    await boot.ending;
    expect(existsSync(desk.machine.stateFile)).toBe(false);
    expect((await desk.calls()).at(-1)).toBe(OFF);
  });
});

/** Notes the process ids of agent and engine: on a machine the power switch would end both. */
async function keepPid({ machine }: Desk): Promise<void> {
  for (const [path, name] of [
    [`${machine.home}/bin/node`, 'agent'],
    [`${machine.home}/venv/bin/python`, 'engine'],
  ] as const) {
    const real = `${path}.real`;
    await symlink(await realpath(path), real);
    await rm(path);
    const first = `[ -e "${machine.root}/${name}.pid" ] || echo $$ > "${machine.root}/${name}.pid"`;
    await writeFile(path, `#!/bin/bash\n${first}\nexec "${real}" "$@"\n`);
    await chmod(path, 0o755);
  }
}

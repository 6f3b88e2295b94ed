/** The units of userdata/machine, as the embedded cloud's service manager runs them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopServices } from '../../local/ec2/services.ts';
import { until } from '../support/until.ts';
import { FakeAws, TOKEN } from './fake-aws.ts';
import { AGENT, CALLS, Desk, OF_POOL, POOL } from './boot-machine.ts';
import { bundledAgent } from './machine.ts';
import { segment, steps } from './steps.ts';

const UNITS = fileURLToPath(new URL('../../userdata/machine', import.meta.url));

let bundle: string;
beforeAll(async () => {
  bundle = await bundledAgent();
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

/** What a first agent does, and what any other. */
const firstly = (first: string, then: string) =>
  `if [ "$2" = once ] && [ ! -e first ]; then touch first; ${first}; else ${then}; fi`;

describe('an agent that ends', () => {
  test('well: the machine powers off', async () => {
    await using desk = await Desk.withServices(bundle);
    await desk.agent('exit 0');

    await desk.bootToEnd();

    expect(await desk.callsOfService()).toEqual([CALLS.agent, CALLS.off]);
  });

  test.each([
    ['with an error', 'exit 3', '3'],
    ['by a signal', 'kill -KILL $$', 'KILL'],
  ])(
    '%s, twice: is started once more, then reported, and the machine powers off',
    async (...of) => {
      const [, death, status] = of;
      await using desk = await Desk.withServices(bundle);
      await desk.agent(`[ "$2" = crashed ] || ${death}`);

      await desk.bootToEnd();

      expect(await desk.callsOfService()).toEqual([
        CALLS.agent,
        CALLS.agent,
        CALLS.crashed(status),
        CALLS.off,
      ]);
    },
  );

  test('with an error, and well the second time: is asked whether it owes a verdict', async () => {
    await using desk = await Desk.withServices(bundle);
    await desk.agent(firstly('exit 1', 'exit 0'));

    await desk.bootToEnd();

    expect(await desk.callsOfService()).toEqual([
      CALLS.agent,
      CALLS.agent,
      CALLS.crashed('0'),
      CALLS.off,
    ]);
  });

  test('always, its report too: the machine powers off', async () => {
    await using desk = await Desk.withServices(bundle);
    await desk.agent('exit 1');

    await desk.bootToEnd();

    expect((await desk.calls()).at(-1)).toBe(CALLS.off);
  });

  test('by a signal: what it leaves behind is gone before the next one starts', async () => {
    await using desk = await Desk.withServices(bundle);
    await desk.agent(
      firstly('sleep 100 & echo $! > left; kill -KILL $$', 'kill -0 $(cat left) || echo gone >&2'),
    );

    const { output } = await desk.bootToEnd();

    expect(output).toContain('gone');
  });

  test('before it began, as its program is missing: the machine powers off', async () => {
    await using desk = await Desk.withServices(bundle);
    await rm(`${desk.machine.home}/bin/node`);

    await desk.bootToEnd();

    expect((await desk.calls()).at(-1)).toBe(CALLS.off);
  });
});

describe("a pool's agent", () => {
  test('crashes four times and is started again; its success powers off', async () => {
    await using desk = await Desk.withServices(bundle);
    await desk.override(POOL, 'RestartSec=0');
    await desk.agent('[ "$2" = crashed ] && exit 0; echo >> runs; [ "$(wc -l < runs)" = 5 ]');

    await desk.bootToEnd({}, OF_POOL);

    const runs = Array.from({ length: 5 }, () => CALLS.pool);
    expect(await desk.callsOfService()).toEqual([...runs, CALLS.crashed('0'), CALLS.off]);
  });

  test('crashes five times within ten minutes: is reported, and the machine powers off', async () => {
    await using desk = await Desk.withServices(bundle);
    await desk.override(POOL, 'RestartSec=0');
    await desk.agent('[ "$2" = crashed ] || exit 3');

    await desk.bootToEnd({}, OF_POOL);

    const runs = Array.from({ length: 5 }, () => CALLS.pool);
    expect(await desk.callsOfService()).toEqual([...runs, CALLS.crashed('3'), CALLS.off]);
  });

  test('crashes after a long time: is started again', async () => {
    await using desk = await Desk.withServices(bundle);
    const { root } = desk.machine;
    await desk.override(POOL, 'RestartSec=0');
    await mkdir(`${root}/run/spotscribe`, { recursive: true });
    await writeFile(`${root}/run/spotscribe/crashes`, '1000\n1001\n1002\n1003\n');
    await desk.agent('[ "$2" = crashed ] && exit 0; [ -e first ] || { touch first; exit 1; }');

    await desk.bootToEnd({}, OF_POOL);

    expect((await desk.callsOfService()).slice(0, 2)).toEqual([CALLS.pool, CALLS.pool]);
  });

  test('runs in the sandbox of the agent of one job', () => {
    const own = [/^#/, /^Description=/, /^StartLimit/, /^ExecStart=/, /^ExecStopPost=/];
    const shared = (unit: string) =>
      readFileSync(`${UNITS}/${unit}`, 'utf8')
        .split('\n')
        .filter((line) => !own.some((pattern) => pattern.test(line)));
    expect(shared(POOL)).toEqual(shared(AGENT));
  });
});

describe('an agent that stands still', () => {
  test('is ended by the watchdog and started again', async () => {
    await using desk = await Desk.withServices(bundle);
    await desk.override(AGENT, 'WatchdogSec=1');
    await desk.agent(firstly('kill -STOP $$', 'exit 0'));

    const { output } = await desk.bootToEnd();

    expect(output).toContain('Watchdog timeout!');
    expect((await desk.callsOfService()).slice(0, 2)).toEqual([CALLS.agent, CALLS.agent]);
    expect((await desk.calls()).at(-1)).toBe(CALLS.off);
  });

  test('is not, as long as it gives signs', async () => {
    await using desk = await Desk.withServices(bundle);
    await desk.override(AGENT, 'WatchdogSec=2');
    await desk.agent('for i in 1 2 3 4 5 6 7 8; do sleep 0.5; systemd-notify WATCHDOG=1; done');

    await desk.bootToEnd();

    expect(await desk.callsOfService()).toEqual([CALLS.agent, CALLS.off]);
  });
});

test('an agent gets what the machine is and what boot.sh hands over, and nothing else', async () => {
  await using desk = await Desk.withServices(bundle);
  await desk.override(AGENT, 'WatchdogSec=60');
  await desk.agent('env | sed "s/=.*//" | sort | tr "\\n" " "');

  const { output } = await desk.bootToEnd({ HOME: '/root', SECRET: 'of whoever starts it' });

  const expected =
    'AWS_REGION HOME NOTIFY_SOCKET PATH PWD SHLVL SPOTSCRIBE_ALLOW_CPU SPOTSCRIBE_API_URL SPOTSCRIBE_LOG_GROUP SPOTSCRIBE_LOG_ROLE SPOTSCRIBE_ROOT WATCHDOG_USEC _';
  expect(output).toContain(expected);
});

test('a machine that shuts down tells the agent alone, and starts it no more', async () => {
  await using desk = await Desk.withServices(bundle);
  const { root } = desk.machine;
  await desk.agent(`trap 'kill -0 $child && echo hands over; exit 1' TERM
    sleep 100 & child=$!; touch "${root}/ready"; wait $child`);

  const { ending } = await desk.boot();
  await until('the agent works', () => existsSync(`${root}/ready`));
  expect(stopServices(root)).toBe(true);

  expect((await ending).output).toContain('hands over');
  expect((await desk.callsOfService()).filter((call) => call === CALLS.agent)).toHaveLength(1);
});

test('a unit that says what is not understood is refused', async () => {
  await using desk = await Desk.withServices(bundle);
  await desk.override(AGENT, 'WatchdogSecs=1');

  const { output } = await desk.bootToEnd();

  expect(output).toContain("'WatchdogSecs=1' is not understood");
  expect((await desk.calls()).at(-1)).toBe(CALLS.off);
});

describe('boot.sh, units and agent together', () => {
  test("the engine runs as its user, and its end is the job's", async () => {
    await using fakeAws = await new FakeAws().start();
    await using desk = await Desk.withServices(bundle);
    const [uid, gid] = [process.getuid?.(), process.getgid?.()];
    await desk.stub('id', `if [ "$1" = -u ]; then echo ${uid}; else echo ${gid}; fi`);
    fakeAws.audio = steps(segment(0, 'Hej.'), { exit: 3 });

    await desk.bootToEnd(desk.machine.environment(fakeAws));

    expect(fakeAws.verdicts[0]?.input['cause']).toContain('exit code 3');
  });

  test('an agent that is killed twice is AgentCrashed', async () => {
    await using fakeAws = await new FakeAws().start();
    await using desk = await Desk.withServices(bundle);
    await keepPid(desk);
    fakeAws.audio = steps(segment(0, 'Hej.'), { hang: true });
    const boot = await desk.boot(desk.machine.environment(fakeAws));

    await fakeAws.until(() => fakeAws.uploads.length > 0);
    const first = pidOf(desk);
    process.kill(first, 'SIGKILL');
    await until('the next agent runs', () => pidOf(desk) !== first);
    process.kill(pidOf(desk), 'SIGKILL');
    await fakeAws.until(() => fakeAws.verdicts.length > 0);

    expect(fakeAws.verdicts).toMatchObject([
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
    await boot.ending;
    expect((await desk.calls()).at(-1)).toBe(CALLS.off);
  });
});

function pidOf({ machine }: Desk): number {
  return Number(readFileSync(`${machine.root}/agent.pid`, 'utf8'));
}

/** Notes the agent's process id. */
async function keepPid({ machine }: Desk): Promise<void> {
  const node = `${machine.home}/bin/node`;
  await symlink(await realpath(node), `${node}.real`);
  await rm(node);
  const note = `[ "$2" = once ] && echo $$ > "${machine.root}/agent.pid"`;
  await writeFile(node, `#!/bin/bash\n${note}\nexec "${node}.real" "$@"\n`);
  await chmod(node, 0o755);
}

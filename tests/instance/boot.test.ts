import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FakeAws, INSTANCE } from './fake-aws.ts';
import { CALLS, Desk, OF_POOL, userData } from './boot-machine.ts';
import { bundledAgent } from './machine.ts';

let bundle: string;
beforeAll(async () => {
  bundle = await bundledAgent();
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

describe('user data', () => {
  test('is far below the 16 KiB that EC2 takes', async () => {
    expect(Buffer.byteLength(await userData('https://api.test'))).toBeLessThan(5120);
  });

  test('begins with the line by which cloud-init takes it for a script', async () => {
    expect(await userData('https://api.test')).toMatch(/^#!\/bin\/bash\n/);
  });
});

describe('a boot', () => {
  test("sets the dead man's switch, starts the agent, and leaves the machine to it", async () => {
    await using desk = await Desk.make(bundle);

    const { code } = await desk.bootToEnd();

    expect(code).toBe(0);
    expect(await desk.calls()).toEqual([CALLS.deadMansSwitch, CALLS.prefetch, CALLS.start]);
    expect(await desk.settings()).toBe(
      'AWS_REGION=eu-north-1\nSPOTSCRIBE_API_URL=http://api.test/$default\n' +
        'SPOTSCRIBE_LOG_GROUP=/spotscribe/test/instances\n' +
        'SPOTSCRIBE_LOG_ROLE=arn:aws:iam::000000000000:role/test-log\n' +
        'SPOTSCRIBE_ALLOW_CPU=false\n',
    );
  });

  test("of a pool's machine starts its service, and hands over the queues and its life", async () => {
    await using desk = await Desk.make(bundle);

    const { code } = await desk.bootToEnd({}, OF_POOL);

    expect(code).toBe(0);
    expect(await desk.calls()).toEqual([CALLS.deadMansSwitch, CALLS.prefetch, CALLS.startPool]);
    expect(await desk.settings()).toMatch(
      /\nSPOTSCRIBE_BATCH_QUEUE=https:\/\/sqs\.test\/0\/batch\nSPOTSCRIBE_WARM_QUEUE=https:\/\/sqs\.test\/0\/warm\nSPOTSCRIBE_LIFE_MINUTES=360\n$/,
    );
  });

  test('goes on if nothing can be read ahead', async () => {
    await using desk = await Desk.make(bundle);
    await desk.stub('systemctl', '[ "$2" != --no-block ]');

    const { code, output } = await desk.bootToEnd();

    expect(code).toBe(0);
    expect(output).toContain('Nothing is read ahead.');
    expect((await desk.calls()).at(-1)).toBe(CALLS.start);
  });

  test('that cannot even set the switch powers off', async () => {
    await using desk = await Desk.make(bundle);
    await desk.stub('shutdown', '[ "$2" = now ]');

    const { code } = await desk.bootToEnd();

    expect(code).not.toBe(0);
    expect(await desk.calls()).toEqual([CALLS.deadMansSwitch, CALLS.off]);
  });

  test.each([
    ['the marker is missing', (home: string) => rm(`${home}/.setup_complete`)],
    ['the image is not there', (home: string) => rm(home, { recursive: true })],
    ['the agent was changed', (home: string) => writeFile(`${home}/agent/agent.mjs`, 'changed')],
    ['the manifest was changed', (home: string) => writeFile(`${home}/manifest.json`, 'changed')],
    [
      'what ends the machine was changed',
      (home: string) => writeFile(`${home}/machine/agent-ended.sh`, 'changed'),
    ],
  ])('powers off and starts no agent if %s', async (_, spoil) => {
    await using desk = await Desk.make(bundle);
    await spoil(desk.machine.home);

    const { code, output } = await desk.bootToEnd();

    expect(code).not.toBe(0);
    expect(await desk.calls()).toEqual([CALLS.deadMansSwitch, CALLS.prefetch, CALLS.off]);
    expect(output).toContain('The machine image is incomplete or damaged');
  });

  test('that ends early leaves its lines in CloudWatch Logs, and shows no key to other programs', async () => {
    await using fakeAws = await new FakeAws().start();
    await using desk = await Desk.make(bundle);
    await desk.stub('curl', 'exec /usr/bin/env -i /usr/bin/curl "$@"');
    await rm(`${desk.machine.home}/.setup_complete`);

    await desk.bootToEnd({
      AWS_ENDPOINT_URL: fakeAws.url,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: fakeAws.metadataUrl,
    });

    expect([...fakeAws.logs.keys()]).toEqual([`unclaimed/${INSTANCE}`]);
    expect(fakeAws.logs.get(`unclaimed/${INSTANCE}`)).toEqual([
      expect.objectContaining({
        source: 'boot',
        level: 'error',
        message: expect.stringContaining('The machine image is incomplete or damaged'),
      }),
      expect.objectContaining({ source: 'boot', message: 'Powering off.' }),
    ]);
    expect((await desk.calls()).at(-1)).toBe(CALLS.off);
    expect(await readFile(`${desk.machine.root}/calls`, 'utf8')).not.toMatch(
      /secret-key|session-token/,
    );
  });

  test('powers off if the agent cannot be started', async () => {
    await using desk = await Desk.make(bundle);
    await desk.stub('systemctl', '[ "$2" = --no-block ]');

    await desk.bootToEnd();

    expect((await desk.calls()).slice(-2)).toEqual([CALLS.start, CALLS.off]);
  });

  test('powers off when it is ended itself', async () => {
    await using desk = await Desk.make(bundle);
    await desk.stub('systemctl', 'kill -TERM $PPID');

    await desk.bootToEnd();

    expect((await desk.calls()).at(-1)).toBe(CALLS.off);
  });
});

describe('the users of the programs', () => {
  test('of the analysis: its server answers on loopback, and that is all', async () => {
    await using desk = await Desk.make(bundle);
    await desk.stub(
      'id',
      'if [ "$1$2" = -uspotscribe-analysis ]; then echo 881; elif [ "$1" = -g ]; then echo 882; else exit 1; fi',
    );

    await desk.bootToEnd();

    expect((await desk.calls()).slice(-3)).toEqual([
      'nft add rule inet spotscribe out meta skuid 881 oifname lo ct state established,related accept',
      'nft add rule inet spotscribe out meta skuid 881 drop',
      CALLS.start,
    ]);
    expect(await desk.settings()).toContain('SPOTSCRIBE_ANALYSIS_USER=881:882\n');
    expect(await desk.settings()).not.toContain('SPOTSCRIBE_ENGINE_USER');
  });

  test('of the engine: loses the network before the agent starts', async () => {
    await using desk = await Desk.make(bundle);
    await desk.stub(
      'id',
      'case "$1$2" in -uspotscribe-engine) echo 991 ;; -g*) echo 992 ;; *) exit 1 ;; esac',
    );

    await desk.bootToEnd();

    expect((await desk.calls()).slice(-2)).toEqual([
      'nft add rule inet spotscribe out meta skuid 991 drop',
      CALLS.start,
    ]);
    expect(await desk.settings()).toContain('SPOTSCRIBE_ENGINE_USER=991:992\n');
  });

  test('must lose it: no rule, no agent', async () => {
    await using desk = await Desk.make(bundle);
    await desk.stub('id', 'echo 991');
    await desk.stub('nft', 'exit 1');

    await desk.bootToEnd();

    expect(await desk.calls()).not.toContain(CALLS.start);
    expect((await desk.calls()).at(-1)).toBe(CALLS.off);
  });
});

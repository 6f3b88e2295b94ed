/** `npm run smoke:aws -- --dry-run`: the whole plan in two regions, without an account. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';

const out = mkdtempSync(path.join(tmpdir(), 'spotscribe-dry-'));
let child: ChildProcess | undefined;
afterAll(() => {
  child?.kill();
  rmSync(out, { recursive: true });
});

const Report = z.object({
  ok: z.boolean(),
  region: z.string(),
  steps: z.array(z.object({ name: z.string(), detail: z.string() })),
  receipt: z.object({ zone: z.string() }),
});

test('a dry run walks the plan from deploy to remove in two regions, and not in the account of the environment', async () => {
  const image = ['--image', 'ami-0123456789abcdef0']; // smoke.test.ts builds one
  const args = ['cli/smoke.ts', '--dry-run', '--stage', 'dry', '--out', out, ...image];
  const started = spawn(process.execPath, [RUN_PROGRAM, ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: out,
      AWS_REGION: 'eu-west-3',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
      AWS_SECRET_ACCESS_KEY: 'of the operator',
    },
  });
  child = started;
  const ended = new Promise<number | null>((resolve) => started.once('close', resolve));
  const output = await text(started.stdout);
  expect(await ended).toBe(0);

  for (const region of ['eu-north-1', 'us-east-1']) {
    const file = path.join(out, region, 'dry.json');
    const { steps, receipt, ...report } = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(report).toEqual({ ok: true, region });
    expect(steps.map(({ name }) => name)).toEqual(['deploy', 'image', 'job', 'remove']);
    expect(steps.at(-1)?.detail).toMatch(/^Nothing is left of the stage dry but /);
    expect(receipt.zone).toMatch(region);
    const place = `--stage dry --region ${region}`;
    const begun = output.split('\n').filter((line) => line.startsWith('$ '));
    expect(begun.filter((line) => line.includes(region))).toEqual([
      expect.stringContaining(`$ npm run deploy -- ${place} --param instanceTypes=g4dn.xlarge`),
      `$ npm run keys -- create --owner smoke ${place}`,
      `$ npm run remove -- ${place} --yes`,
    ]);
  }
  expect(output).not.toContain('eu-west-3');
}, 600_000);

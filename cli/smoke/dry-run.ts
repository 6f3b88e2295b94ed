/**
 * A smoke test's whole plan on embedded clouds, one for each region: the same programs, from an empty
 * account to an empty account. No AWS account is used, and nothing costs.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { STAND_IN } from '../../ami/speaker-networks.ts';
import { endWithProcess } from '../../computer/process-end.ts';
import { LOCAL, PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { withSetUpLock } from '../../computer/set-up-lock.ts';
import { startAws, type Aws } from '../../local/aws.ts';
import { offerBaseImage } from '../../local/base-image.ts';
import { ensureImage, type Image } from '../../local/image.ts';
import { OSLS_HOME } from '../../local/package.ts';

export const DRY_REGIONS = ['eu-north-1', 'us-east-1'];

export interface DryRun {
  readonly regions: readonly string[];
  /** Options of the smoke test, without its region and report. */
  readonly args: readonly string[];
  /** Id of an image that is to be there already. */
  readonly image: string | undefined;
  readonly out: string;
}

/** @returns whether it passed in every region */
export async function dryRun({ regions, args, image: given, out }: DryRun): Promise<boolean> {
  const { python, image } = await withSetUpLock(prepare);
  let ok = true;
  for (const region of regions) {
    console.log(
      `\n════ ${region}: an embedded cloud on this computer. No machine here has a GPU; the model is the shipped one.`,
    );
    const aws = await startAws({ python, region, onProblem: console.error });
    const stop = endWithProcess(async () => {
      await aws.stop();
      aws.run.remove();
    });
    try {
      await offerBaseImage(aws, image);
      if (given !== undefined) aws.ec2.images.offer({ id: given, root: image.root });
      const here = ['--region', region, '--out', path.join(out, region)];
      ok = (await smokeIn(aws, [...args, ...here])) && ok;
    } finally {
      await stop();
    }
  }
  return ok;
}

async function prepare(): Promise<{ python: string; image: Image }> {
  const say = (line: string) => console.log(`· ${line}`);
  const python = await ensurePython(say);
  return { python, image: await ensureImage(python, say) };
}

async function smokeIn({ connection }: Aws, args: readonly string[]): Promise<boolean> {
  const { endpoint, credentials } = connection;
  const models = ['--model', path.join(LOCAL, 'model'), '--speakers', STAND_IN];
  const own = ['--yes', '--allow-cpu', ...models];
  const child = spawn(process.execPath, [RUN_PROGRAM, 'cli/smoke.ts', ...args, ...own], {
    cwd: PROJECT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...withoutAws(process.env),
      HOME: OSLS_HOME, // without a profile
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      SLS_AWS_MONITORING_FREQUENCY: '200', // ms between looks at the stack; osls takes 5 s
    },
  });
  return new Promise((ended, failed) => {
    child.once('error', failed);
    child.once('close', (status) => ended(status === 0));
  });
}

/** The operator's own account must be out of reach. */
function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'));
  return Object.fromEntries(kept);
}

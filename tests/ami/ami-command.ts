/** `npm run ami` and `npm run model` as an operator runs them, on an embedded cloud. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { LOCAL, PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import type { TestCloud } from '../support/test-cloud.ts';

/** The shipped model, which the cloud's own image is made with. */
export const MODEL = path.join(LOCAL, 'model');

export interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly said: string;
}

export function startAmi(cloud: TestCloud, args: readonly string[]) {
  // The networks of diarization are 81 MB; a test that wants some gives a folder.
  return start(cloud, 'ami/main.ts', ['--speakers', 'none', ...args]);
}

export async function model(cloud: TestCloud, ...args: string[]): Promise<Ended> {
  return start(cloud, 'cli/model.ts', args).ended;
}

function start({ cloud }: TestCloud, program: string, args: readonly string[]) {
  const { endpoint, region, credentials } = cloud.aws.connection;
  const all = ['--stage', 'local', ...args];
  const child = spawn(process.execPath, [RUN_PROGRAM, program, ...all], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: cloud.aws.run.path,
      TMPDIR: cloud.aws.run.temporary, // what a killed build leaves goes with the cloud
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  return { child, ended: endOf(child) };
}

export async function ami(cloud: TestCloud, ...args: string[]): Promise<Ended> {
  return startAmi(cloud, args).ended;
}

/** @throws with what was said unless it published an image, whose id it returns */
export async function publishedBy(ended: Ended | Promise<Ended>): Promise<string> {
  const { status, output, said } = await ended;
  if (status !== 0) throw new Error(`npm run ami ended with ${String(status)}:\n${said}`);
  return z.object({ image: z.string() }).parse(JSON.parse(output)).image;
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, said] = await Promise.all(
    [child.stdout, child.stderr].map(async (stream) => (stream ? text(stream) : '')),
  );
  return { status: await ended, output: output ?? '', said: said ?? '' };
}

/** What jobs of the cloud run on. */
export async function publishedImage({ cloud }: TestCloud): Promise<string | undefined> {
  const ssm = new SSMClient(cloud.aws.connection);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/spotscribe/local/ami' }));
  return Parameter?.Value;
}

/** What builds have left behind: machines that are not terminated, and objects. */
export async function leftOfBuilds(cloud: TestCloud): Promise<string[]> {
  const machines = machinesOf(cloud).filter(({ state }) => state !== 'terminated');
  const { Contents = [] } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket: cloud.output('ResultsBucketName'), Prefix: 'builds/' }),
  );
  const objects = Contents.map(({ Key }) => String(Key));
  return [...machines.map(({ id, state }) => `${id} ${state}`), ...objects];
}

export function machinesOf({ cloud }: TestCloud) {
  return cloud.ec2.host.all().filter(({ tags }) => tags['spotscribe-build'] !== undefined);
}

/** A copy of the shipped model under another name: other inputs, so another build. */
export function modelNamed(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-model-'));
  cpSync(MODEL, folder, { recursive: true });
  const file = path.join(folder, 'manifest.json');
  const manifest = z.looseObject({}).parse(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(file, JSON.stringify({ ...manifest, name }));
  return folder;
}

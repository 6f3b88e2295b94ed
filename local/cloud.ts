import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ensureSpeakerNetworks } from '../ami/speaker-networks.ts';
import { startAws, type Aws, type AwsOptions } from './aws.ts';
import { offerBaseImage } from './base-image.ts';
import type { CloudInfo } from './cloud-info.ts';
import { createStack, readTemplate } from './deploy.ts';
import { Edge } from './edge.ts';
import { imageWith, type ReplaceablePart } from './image-with.ts';
import { ensureImage, type Image } from './image.ts';
import { endWithProcess } from '../computer/process-end.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePackage } from './package.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { withSetUpLock } from '../computer/set-up-lock.ts';
import { createLocalTenant } from './tenant.ts';

export interface CloudOptions extends Partial<
  Pick<AwsOptions, 'limits' | 'notFoundMs' | 'onProblem'>
> {
  /** Default: a free one. */
  readonly port?: number | undefined;
  /** Port of the page; default: a free one. */
  readonly pagePort?: number | undefined;
  /** host:port pairs that webhooks and audio addresses may reach although they are loopback. */
  readonly allow?: readonly string[];
  /** A folder of the project with another package `fast_transcribe`, for the machine image. */
  readonly engine?: string | undefined;
  /** A folder of the project with another program for analyses, for the machine image. */
  readonly program?: string | undefined;
  /** The networks that tell speakers apart, instead of small ones that only tests can use: 81 MB once. */
  readonly realSpeakers?: boolean | undefined;
  /** Template parameters in addition to the cloud's own. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Default: a folder of its own below .local/run, removed at the end. */
  readonly runDir?: string | undefined;
  /** File for `info`, written once the cloud is up and removed at the end. */
  readonly infoFile?: string;
  readonly progress?: (line: string) => void;
}

/** spotscribe, deployed on an emulated AWS account on this computer. */
export interface Cloud {
  readonly info: CloudInfo;
  readonly aws: Aws;
  readonly ec2: Aws['ec2'];
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Stops everything; idempotent. */
  stop(): Promise<void>;
}

export const STAGE = 'local';
const STACK_NAME = `spotscribe-${STAGE}`;
const OWNER = 'demo';
/** Stands for an output bucket declared by an operator. */
const OUTPUT_BUCKET = `${STACK_NAME}-output`;
/** Name of the tiny model in the image for analyses. */
const ANALYSIS_MODEL = 'tiny-llm';

/**
 * Builds Python environment, package and machine image where missing, starts an embedded cloud and
 * deploys the packaged template. Everything ends with `stop`, with this process, or by the watchdog
 * if this process is killed.
 */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const progress = options.progress ?? (() => undefined);
  const { python, folder, image } = await withSetUpLock(() => setUp(options, progress));
  progress('Starting the embedded cloud');
  const edge = await Edge.start(options.pagePort);
  const aws = await startBehind(edge, { ...options, python, images: [image] });
  const stop = endWithProcess(async () => {
    if (options.infoFile) rmSync(options.infoFile, { force: true });
    await edge.stop();
    await aws.stop();
    if (options.runDir === undefined) aws.run.remove();
  });
  try {
    const { info, outputs } = await furnish(aws, { folder, image, edge, options });
    if (options.infoFile) writePrivately(options.infoFile, info);
    return { info, outputs, aws, ec2: aws.ec2, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startBehind(edge: Edge, options: AwsOptions & CloudOptions): Promise<Aws> {
  try {
    return await startAws({ ...options, runDirectory: options.runDir });
  } catch (error) {
    await edge.stop();
    throw error;
  }
}

async function setUp(
  { engine, program, realSpeakers }: CloudOptions,
  progress: (line: string) => void,
) {
  const python = await ensurePython(progress);
  const speakers = realSpeakers ? await ensureSpeakerNetworks(python, progress) : undefined;
  const [folder, image] = await Promise.all([
    ensurePackage(progress),
    ensureImage(python, progress),
  ]);
  const others: Partial<Record<ReplaceablePart, string | undefined>> = {
    engine,
    analysis: program,
    speakers: speakers && path.relative(PROJECT, speakers),
  };
  let whole = image;
  for (const part of ['engine', 'analysis', 'speakers'] as const) {
    const other = others[part];
    if (other !== undefined) whole = imageWith(whole, part, other);
  }
  return { python, folder, image: whole };
}

async function furnish(
  aws: Aws,
  from: { folder: string; image: Image; edge: Edge; options: CloudOptions },
): Promise<Pick<Cloud, 'info' | 'outputs'>> {
  const { folder, image, edge, options } = from;
  await offerBaseImage(aws, image);
  await new S3Client({ ...aws.connection, forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: OUTPUT_BUCKET }),
  );
  options.progress?.('Deploying the stack');
  const outputs = await createStack(aws.connection, {
    stackName: STACK_NAME,
    template: await readTemplate(folder),
    artifacts: folder,
    parameters: {
      WebhookAllow: (options.allow ?? []).join(','),
      AudioUrlAllow: (options.allow ?? []).join(','),
      // Jobs of files put into the bucket belong to the owner of the cloud's own key.
      DefaultOwner: OWNER,
      OutputBuckets: OUTPUT_BUCKET,
      PageOrigin: edge.origin,
      AnalysisModels: ANALYSIS_MODEL,
      // No machine here has the GPU of its type.
      AllowCpu: 'true',
      ...options.parameters,
    },
  });
  // After the stack, as on AWS: `npm run ami` builds in the stack's network.
  await publishImage(aws, image);
  const info = await describe(aws, outputs);
  edge.serve(info.apiUrl);
  return { outputs, info: { ...info, pageUrl: `${edge.origin}/` } };
}

/** Publishes the image id in the stage's parameter, as `npm run ami` does on AWS. */
async function publishImage({ connection }: Aws, image: Image): Promise<void> {
  const Name = `/spotscribe/${STAGE}/ami`;
  const ssm = new SSMClient(connection);
  await ssm.send(new PutParameterCommand({ Name, Value: image.id, Type: 'String' }));
}

async function describe(
  aws: Aws,
  outputs: Record<string, string>,
): Promise<Omit<CloudInfo, 'pageUrl'>> {
  const output = (name: string): string => {
    const value = outputs[name];
    if (value === undefined) throw new Error(`serverless.yml declares no output ${name}`);
    return value;
  };
  const { endpoint, region, credentials } = aws.connection;
  const { accessKeyId, secretAccessKey } = credentials;
  const place = { owner: OWNER, stage: STAGE, table: output('JobsTableName') };
  const tenant = await createLocalTenant(aws.connection, place);
  return {
    ...tenant,
    apiUrl: output('ApiUrl'),
    region,
    credentials: { accessKeyId, secretAccessKey }, // a copy: the SDK adds properties to its object
    awsEndpoints: { default: endpoint, s3: endpoint },
    audioBucket: output('AudioBucketName'),
    resultsBucket: output('ResultsBucketName'),
    intakeQueueUrl: output('IntakeQueueUrl'),
    pid: process.pid,
  };
}

/** Writes with mode 0600: the file holds the root key and an API key. */
function writePrivately(file: string, info: CloudInfo): void {
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
}

/** A model that is newer than the image, from `npm run model` to the transcript. */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { NotPossible } from '../../ami/errors.ts';
import { ModelBucket } from '../../cli/model/model-bucket.ts';
import { listModels, publish, removeOldModels, type Store } from '../../cli/model/publishing.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { modelKey } from '../../core/transcript/model.ts';
import type { Transcript } from '../../core/transcript/transcript.ts';
import { consoleLog } from '../../local/ec2/instance.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { holdJob } from '../support/held-job.ts';
import { claimWith, INSTANCE_ROLE, sessionOf } from '../support/instance-role.ts';
import { sample, sampleFile } from '../support/samples.ts';
import { model, MODEL, modelNamed } from './ami-command.ts';

const AUDIO = 'news.wav';

let cloud: TestCloud;
/** A copy of the shipped model that writes another word where that one heard `radio`. */
let newer: string;
beforeAll(async () => {
  const parameters = { MaxAttempts: '1', Models: 'kb-whisper-small,newer-whisper' };
  cloud = await TestCloud.start({ parameters });
  newer = modelNamed('newer-whisper');
  const vocabulary = path.join(newer, 'vocabulary.json');
  const tokens = z.array(z.string()).parse(JSON.parse(readFileSync(vocabulary, 'utf8')));
  const changed = tokens.map((token) => (token === 'Ġradio' ? 'Ġkanal' : token));
  writeFileSync(vocabulary, JSON.stringify(changed));
  seal(newer, 'newer-whisper');
});
afterAll(async () => {
  await cloud.stop();
  rmSync(newer, { recursive: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const versionOf = (folder: string) => sha256(readFileSync(path.join(folder, 'manifest.json')));

function seal(folder: string, name: string): void {
  const names = readdirSync(folder).filter((file) => file !== 'manifest.json');
  const files = names.sort().map((file) => {
    const bytes = readFileSync(path.join(folder, file));
    return { name: file, bytes: bytes.length, sha256: sha256(bytes) };
  });
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ name, files }));
}

/** @throws with what it said, unless it ended well */
async function done(...args: string[]): Promise<{ output: string; said: string }> {
  const { status, output, said } = await model(cloud, ...args);
  if (status !== 0) throw new Error(`npm run model ended with ${String(status)}:\n${said}`);
  return { output, said };
}

/** What the command works on. `npm run model` itself is run once for each of its commands. */
function storeOf(said: string[] = []): Store {
  const { connection } = cloud.cloud.aws;
  return {
    models: new ModelBucket(cloud.s3, cloud.output('ModelsBucketName')),
    parameters: new Parameters(new SSMClient(connection)),
    stage: 'local',
    defaultModel: 'kb-whisper-small',
    say: (line) => said.push(line),
  };
}

async function published(given: string): Promise<{ said: string[] }> {
  const said: string[] = [];
  await publish({ given, beside: false }, storeOf(said));
  return { said };
}

async function stored(object: { Bucket: string; Key: string }): Promise<Buffer> {
  const { Body } = await cloud.s3.send(new GetObjectCommand(object));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function transcribed(): Promise<{ transcript: Transcript; machine: string }> {
  const { jobId } = await cloud.client.submitFile(sampleFile(AUDIO));
  await cloud.completed(jobId);
  const transcript = await cloud.client.transcript(jobId);
  const machine = cloud.instancesOf(jobId).map((instance) => readFileSync(consoleLog(instance)));
  return { transcript, machine: machine.join('') };
}

/** The model that the work order names for a machine whose image has this one. */
async function toldWith(imageModel?: string): Promise<string | undefined> {
  const { instanceId } = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
  const session = await sessionOf(cloud, INSTANCE_ROLE, instanceId);
  const agentId = crypto.randomUUID();
  const claim = { agentId, ...(imageModel !== undefined && { imageModel }) };
  const answer = await claimWith(cloud, session)(claim, AbortSignal.timeout(60_000));
  if (!('order' in answer)) throw new Error(`the claim was answered with ${answer.refused}`);
  return answer.order.model?.sha256;
}

const RADIO = sample(AUDIO).text;
const KANAL = RADIO.replaceAll('radio', 'kanal');

describe('a model that jobs may ask for by its name', () => {
  const asked = { model: 'newer-whisper' };

  test('is refused if it is not declared, and fails without a machine if it is not published', async () => {
    const audio = { upload: { filename: 'a.wav', bytes: 9 } };
    await expect(cloud.client.createJob({ audio, model: 'other' })).rejects.toThrow(
      /model: .*kb-whisper-small, newer-whisper/,
    );
    const { jobId } = await cloud.client.submitFile(sampleFile(AUDIO), asked);
    const { error } = await cloud.ended(jobId);
    expect(error?.code).toBe('Misconfigured');
    expect(error?.message).toContain('--beside');
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });

  test('is fetched for those jobs alone', async () => {
    await done('publish', newer, '--beside');
    const { jobId } = await cloud.client.submitFile(sampleFile(AUDIO), asked);
    expect((await cloud.completed(jobId)).model).toBe('newer-whisper');
    const theirs = await cloud.client.transcript(jobId);
    expect(theirs).toMatchObject({
      text: KANAL,
      engine: { modelSha256: versionOf(newer) },
    });
    const { transcript, machine } = await transcribed();
    expect(transcript).toMatchObject({
      text: RADIO,
      model: 'micro-whisper',
      engine: { modelSha256: versionOf(MODEL) },
    });
    expect(machine).not.toContain('it is fetched');
    expect((await done('list')).output).toMatch(/^\+ newer-whisper/);
    expect((await done('clean')).output).toContain('no other model');
    expect((await done('withdraw', 'newer-whisper')).output).toContain('fail from now on');
    const models = z.object({ data: z.array(z.object({ id: z.string() })) });
    const answer = await cloud.client.request('GET', '/v1/models');
    expect(models.parse(await answer.json()).data.map(({ id }) => id)).toEqual([
      ...['whisper-1', 'kb-whisper-small', 'newer-whisper'],
    ]);
  });
});

describe('a model that is newer than the image', () => {
  test('is used from the next job on, and its transcript names it', async () => {
    const { output } = await done('publish', newer);

    expect(output).toContain(`newer-whisper  ${versionOf(newer).slice(0, 12)}`);
    const { transcript, machine } = await transcribed();
    expect(transcript).toMatchObject({
      text: KANAL,
      model: 'newer-whisper',
      engine: { modelSha256: versionOf(newer) },
    });
    expect(machine).toContain('The model is here.');
    expect(machine).not.toContain('Signature');
  });

  test('is told to machines alone whose image holds another one, and can tell it', async () => {
    expect(await toldWith(versionOf(MODEL))).toBe(versionOf(newer));
    expect(await toldWith(versionOf(newer))).toBeUndefined();
    expect(await toldWith()).toBeUndefined();
  });

  test('is not uploaded a second time', async () => {
    expect((await published(newer)).said).toEqual([]);
  });

  test('that is withdrawn is in the list, and comes back by its id', async () => {
    expect(await listModels(storeOf())).toMatch(/^\* newer-whisper/);
    await done('withdraw');
    expect((await done()).output).toMatch(/^ {2}newer-whisper/);
    expect(await toldWith(versionOf(MODEL))).toBeUndefined();

    await published(versionOf(newer).slice(0, 12));
    expect(await toldWith(versionOf(MODEL))).toBe(versionOf(newer));
  });

  test('that was damaged in the bucket: ModelDamaged, and a new upload mends it', async () => {
    const object = {
      Bucket: cloud.output('ModelsBucketName'),
      Key: modelKey(versionOf(newer), 'model.bin'),
    };
    const bytes = await stored(object);
    const middle = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
    await cloud.s3.send(new PutObjectCommand({ ...object, Body: bytes }));

    const { jobId } = await cloud.client.submitFile(sampleFile(AUDIO));
    const { status, error } = await cloud.ended(jobId);
    expect(status).toBe('failed');
    expect(error?.code).toBe('ModelDamaged');
    expect(error?.message).toContain('model.bin');

    const { said } = await published(newer);
    expect(said).toEqual([expect.stringMatching(/^Uploading model.bin:/)]);
    expect(sha256(await stored(object))).toBe(sha256(readFileSync(path.join(newer, 'model.bin'))));
  });

  test('is kept when the others are removed', async () => {
    await published(MODEL);
    await published(newer);
    expect(await removeOldModels(storeOf())).toContain(versionOf(MODEL).slice(0, 12));
    const lines = (await listModels(storeOf())).split('\n');
    expect(lines.map((line) => line.slice(0, 15))).toEqual(['* newer-whisper']);
  });
});

describe('a model that is not published', () => {
  test.each<[string, (folder: string) => void, string]>([
    ['without a manifest', (folder) => rmSync(path.join(folder, 'manifest.json')), 'manifest.json'],
    [
      'without one of its files',
      (folder) => rmSync(path.join(folder, 'config.json')),
      'config.json',
    ],
    [
      'with a file that was changed',
      (folder) => writeFileSync(path.join(folder, 'config.json'), '{"changed": true}'),
      'config.json',
    ],
    [
      'with a path in its manifest',
      (folder) => {
        const file = path.join(folder, 'manifest.json');
        const text = readFileSync(file, 'utf8').replace('"config.json"', '"../config.json"');
        writeFileSync(file, text);
      },
      'a plain file name is wanted',
    ],
  ])('%s: it says why, and what was in force is', async (_, spoil, why) => {
    const folder = `${newer}-spoilt`;
    cpSync(newer, folder, { recursive: true });
    try {
      spoil(folder);
      const said: string[] = [];
      const publication = publish({ given: folder, beside: false }, storeOf(said));
      await expect(publication).rejects.toThrow(NotPossible);
      await expect(publication).rejects.toThrow(why);
      expect(said).toEqual([]);
      expect(await toldWith(versionOf(MODEL))).toBe(versionOf(newer));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('because it is nowhere: it says so', async () => {
    const { status, said } = await model(cloud, 'publish', '0123456789ab');
    expect(status).toBe(1);
    expect(said).toContain('neither a directory nor the id');
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import type { Instance } from '../../../local/ec2/instance.ts';
import { Fleets } from '../fixture/fleets.ts';
import { IMAGE, startFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';

const image = mkdtempSync(path.join(tmpdir(), 'image-'));
mkdirSync(path.join(image, 'opt/spotscribe'), { recursive: true });
writeFileSync(path.join(image, 'opt/spotscribe/marker'), 'from the image');

const fixture = await startFixture({ images: [{ id: IMAGE, root: image }] });
const fleets = new Fleets(fixture);
const { host } = fixture.aws.ec2;

let instance: Instance;
let service = '';
let root = '';

beforeAll(async () => {
  instance = await fleets.launch('wait', { tags: { JobId: 'job-1' } });
  const environment = await fleets.environment(instance);
  service = environment['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? '';
  root = environment['SPOTSCRIBE_ROOT'] ?? '';
});
afterAll(async () => {
  await fixture.stop();
  rmSync(image, { recursive: true });
});

async function newToken(ttl = '60', headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${service}/latest/api/token`, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': ttl, ...headers },
  });
}

async function read(file: string): Promise<{ status: number; text: string }> {
  const token = await (await newToken()).text();
  const headers = { 'x-aws-ec2-metadata-token': token };
  const answer = await fetch(`${service}/latest/${file}`, { headers });
  return { status: answer.status, text: await answer.text() };
}

describe('instance metadata', () => {
  test.each([
    ['instance-id', () => instance.id],
    ['ami-id', () => IMAGE],
    ['instance-type', () => 'g4dn.xlarge'],
    ['instance-life-cycle', () => 'spot'],
    ['placement/availability-zone', () => 'eu-north-1a'],
    ['placement/region', () => 'eu-north-1'],
    ['tags/instance/JobId', () => 'job-1'],
    ['iam/security-credentials/', () => FIXTURE.instanceRole],
  ])('tells %s', async (name, value) => {
    expect(await read(`meta-data/${name}`)).toEqual({ status: 200, text: value() });
  });

  test('lists its folders', async () => {
    expect((await read('meta-data/')).text.split('\n')).toContain('placement/');
    expect((await read('meta-data/tags/instance')).text).toBe('JobId\nProject\nTask');
  });

  test('knows no path that is not there', async () => {
    expect((await read('meta-data/nothing')).status).toBe(404);
  });

  test('is 401 without a token, and with one that it never gave', async () => {
    const url = `${service}/latest/meta-data/instance-id`;
    expect((await fetch(url)).status).toBe(401);
    const headers = { 'x-aws-ec2-metadata-token': 'x'.repeat(56) };
    expect((await fetch(url, { headers })).status).toBe(401);
  });

  test.each(['0', '21601', 'x', ''])('gives no token for the lifetime "%s"', async (ttl) => {
    expect((await newToken(ttl)).status).toBe(400);
  });

  test('gives no token through a proxy, nor by GET', async () => {
    expect((await newToken('60', { 'x-forwarded-for': '10.0.0.1' })).status).toBe(403);
    expect((await fetch(`${service}/latest/api/token`)).status).toBe(405);
  });
});

describe('credentials of the instance', () => {
  const zCredentials = z.object({
    Code: z.literal('Success'),
    AccessKeyId: z.string().startsWith('ASIA'),
    SecretAccessKey: z.string(),
    Token: z.string(),
    Expiration: z.iso.datetime(),
  });

  test('are those of its role, in a session of its own name', async () => {
    const { text } = await read(`meta-data/iam/security-credentials/${FIXTURE.instanceRole}`);
    const found = zCredentials.parse(JSON.parse(text));
    const credentials = {
      accessKeyId: found.AccessKeyId,
      secretAccessKey: found.SecretAccessKey,
      sessionToken: found.Token,
    };
    const sts = new STSClient({ ...fixture.aws.connection, credentials });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    const role = `assumed-role/${FIXTURE.instanceRole}`;
    expect(Arn).toBe(`arn:aws:sts::123456789012:${role}/${instance.id}`);
  });
});

describe('the notices of EC2', () => {
  test('are not there before, and there afterwards', async () => {
    const notice = 'meta-data/spot/instance-action';
    const advice = 'meta-data/events/recommendations/rebalance';
    expect([(await read(notice)).status, (await read(advice)).status]).toEqual([404, 404]);
    host.recommendRebalance(instance.id);
    host.interrupt(instance.id, 120_000);
    expect(JSON.parse((await read(notice)).text)).toEqual({
      action: 'terminate',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(JSON.parse((await read(advice)).text)).toHaveProperty('noticeTime');
  });
});

test("the machine image stands at the instance's /opt/spotscribe", () => {
  expect(readFileSync(path.join(root, 'opt/spotscribe/marker'), 'utf8')).toBe('from the image');
});

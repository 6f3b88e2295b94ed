/** All that a cloud keeps about some ids, comparable between two that differ in ids and times only. */
import { createHash } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { JobId } from '../../core/base/job-id.ts';
import { SessionKey } from '../../core/job/job-session.ts';
import { sessionPrefix } from '../../core/job/session.ts';
import { everyExecution } from './every-execution.ts';
import { everyRow } from './every-row.ts';
import { everyVersion } from './every-version.ts';
import type { TestCloud } from './test-cloud.ts';

/** @param ids in an order that is the same for both */
export async function storedAbout(
  cloud: TestCloud,
  ids: readonly string[],
  machines: readonly string[],
): Promise<string[]> {
  const [rows, objects, executions] = await Promise.all([
    rowsOf(cloud, ids),
    objectsOf(cloud, ids),
    executionsOf(cloud, machines),
  ]);
  return [...rows, ...objects, ...executions]
    .filter((text) => ids.some((id) => text.includes(id)))
    .map((text) => comparable(text, ids))
    .sort();
}

/** Without what may differ: ids and what is derived from them, times and what is measured. */
export function comparable(text: string, ids: readonly string[]): string {
  const named = ids.reduce((all, id, index) => all.replaceAll(id, `<id ${index}>`), text);
  return named
    .replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z(#[0-9a-f]{14})?/g, '<time>')
    .replaceAll(/(ttl|high|low|mean|Seconds)(\\*":)[\d.]+/g, '$1$2<number>')
    .replaceAll(/("owner":)"[0-9a-f]{16}"/g, '$1"<hash>"')
    .replaceAll(/\b(job|drop)-[0-9a-f]{24}\b/g, '<other job>')
    .replaceAll(/("madeOf":)"[0-9a-f]{64}"/g, '$1"<hash>"')
    .replaceAll(/(dlv-<id \d>|result#)-?[0-9a-f]+/g, '$1<hash>');
}

async function rowsOf({ table }: TestCloud, ids: readonly string[]): Promise<string[]> {
  const named = ids.map((_, index) => `contains(pk, :id${index}) OR jobId = :id${index}`);
  const values = Object.fromEntries(ids.map((id, index) => [`:id${index}`, id]));
  const filter = { FilterExpression: named.join(' OR '), ExpressionAttributeValues: values };
  return (await everyRow(table, filter)).map((row) => JSON.stringify(row, withSets));
}

/** In the order of names, and sets as lists. */
function withSets(_: string, value: unknown): unknown {
  if (value instanceof Set) return [...value].sort();
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where objects of a job are, or those that an owner drops; tests put output below `output/`. */
function placesOf(cloud: TestCloud, id: string): { Bucket: string; Prefix: string }[] {
  const [audio, results] = ['AudioBucketName', 'ResultsBucketName'].map((it) => cloud.output(it));
  if (audio === undefined || results === undefined) throw new TypeError('there are no buckets');
  if (id.startsWith('o-')) return [{ Bucket: audio, Prefix: `drop/${id}/` }];
  if (SessionKey.safeParse(id).success) return [{ Bucket: results, Prefix: sessionPrefix(id) }];
  if (!JobId.safeParse(id).success) return [];
  return [
    { Bucket: audio, Prefix: `uploads/${id}/` },
    { Bucket: results, Prefix: `jobs/${id}/` },
    { Bucket: 'spotscribe-local-output', Prefix: `output/${id}` },
  ];
}

/** Current objects: a copy that is made twice leaves two equal versions. */
async function objectsOf(cloud: TestCloud, ids: readonly string[]): Promise<string[]> {
  const places = ids.flatMap((id) => placesOf(cloud, id));
  const found = places.map(async (place) => {
    const versions = await everyVersion(cloud.s3, place);
    const current = versions.filter(({ isLatest, isMarker }) => isLatest && !isMarker);
    const texts = current.map(({ key }) => object(cloud, ids, { ...place, Key: key }));
    return Promise.all(texts);
  });
  return (await Promise.all(found)).flat();
}

async function object(
  cloud: TestCloud,
  ids: readonly string[],
  { Bucket, Key }: { Bucket: string; Key: string },
): Promise<string> {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
  const text = (await Body?.transformToString()) ?? '';
  const short = text.length < 500 ? text : hashOf(comparable(text, ids));
  return `${Bucket}/${Key}: ${short}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function executionsOf(cloud: TestCloud, machines: readonly string[]): Promise<string[]> {
  const lists = machines.map((stateMachineArn) =>
    everyExecution(cloud.workflows, { stateMachineArn }),
  );
  return (await Promise.all(lists)).flat().map(({ name = '' }) => `execution ${name}`);
}

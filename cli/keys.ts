/** `npm run keys -- create | list | rotate | revoke`: API keys of a deployment and their limits. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { hasEnded, Owner, Scope, SCOPES, type ApiKey } from '../core/access/api-key.ts';
import { JobsTable } from '../core/aws/dynamodb/jobs-table.ts';
import { ApiKeyRegistry, type RegisteredKey } from '../core/aws/dynamodb/api-key-registry.ts';
import { Parameters } from '../core/aws/parameters.ts';
import { KeyLimits } from '../core/access/key-limits.ts';
import { createTenant } from '../core/steps/keys/create-tenant.ts';
import { NoSuchKey, revokeKey, rotateKey } from '../core/steps/keys/issue-key.ts';
import { stackOf } from '../account/deployed-stack.ts';
import { PLACE_OPTIONS, placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { columns } from '../computer/columns.ts';

const USAGE = `npm run keys -- create --owner NAME [OPTIONS]   a new key, and the owner's webhook secret
npm run keys -- list [--owner NAME]              all keys by their first characters, and when they were used
npm run keys -- rotate PREFIX [OPTIONS]          a new key for the same owner that may do the same
npm run keys -- revoke PREFIX                    the key is none from now on

  --stage NAME, --region NAME   which deployment (dev; ${REGION_DEFAULT})

create: prints the API's address, the key and the secret as JSON
  --name TEXT                   what the key is for
  --scopes LIST                 of ${SCOPES.join(',')}, which are the default
  --expires-days N              the key ends after so many days
  --requests-per-second N, --request-burst N, --jobs-per-day N
                                instead of the deployment's own limits

rotate:
  --overlap-hours N             so long the old key is good as well (24; 0: it ends at once)

A key is stored as a hash: it is shown once, by create and rotate. PREFIX is what list shows.`;

const HEADINGS = ['PREFIX', 'OWNER', 'SCOPES', 'CREATED', 'LAST USED', 'ENDS', 'LIMITS', 'NAME'];
const HOUR_SECONDS = 3600;
const DAY_MS = 24 * HOUR_SECONDS * 1000;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    owner: { type: 'string' },
    name: { type: 'string' },
    scopes: { type: 'string', default: SCOPES.join(',') },
    'expires-days': { type: 'string' },
    'requests-per-second': { type: 'string' },
    'request-burst': { type: 'string' },
    'jobs-per-day': { type: 'string' },
    'overlap-hours': { type: 'string', default: '24' },
    ...PLACE_OPTIONS,
  },
});
const COMMANDS: Record<string, (prefix: string | undefined) => Promise<void>> = {
  create,
  list,
  rotate,
  revoke,
};

const [command = '', prefix, ...rest] = positionals;
const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
if (!run || rest.length > 0)
  refuse(USAGE, 'There are four commands: create, list, rotate, revoke.');
const { stage, region } = await placeOf(values, USAGE);
const table = new JobsTable(`spotscribe-${stage}-jobs`, new DynamoDBClient({ region }));
const keys = new ApiKeyRegistry(table);

try {
  await run(prefix);
} catch (error) {
  if (!(error instanceof NoSuchKey)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function create(): Promise<void> {
  const { owner, name } = values;
  if (owner === undefined) refuse(USAGE, 'Whose key shall it be? Give --owner.');
  checkOwner(owner);
  const tenant = await createTenant(
    { owner, name, scopes: scopes(), limits: limits(), endsAt: expiry() },
    stage,
    { keys, parameters: new Parameters(new SSMClient({ region })) },
  );
  const { outputs } = await stackOf(stage, new CloudFormationClient({ region }));
  const { ApiUrl: apiUrl } = outputs;
  if (apiUrl === undefined) {
    console.error(
      `The key is made. CloudFormation does not tell the API's address: your credentials need cloudformation:DescribeStacks.`,
    );
  }
  show({ apiUrl, ...tenant });
}

async function list(): Promise<void> {
  const { owner } = values;
  if (owner !== undefined) checkOwner(owner);
  const found = (await keys.list()).filter((key) => owner === undefined || key.owner === owner);
  if (found.length === 0) {
    console.log(owner === undefined ? 'There are no keys.' : `The owner ${owner} has no keys.`);
    return;
  }
  const byAge = found.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  console.log(columns([HEADINGS, ...byAge.map(rowOf)]));
}

async function rotate(prefix: string | undefined): Promise<void> {
  const overlapSeconds = number('overlap-hours', z.number().min(0).max(8760)) * HOUR_SECONDS;
  const { apiKey, key, old } = await rotateKey({ prefix: named(prefix), overlapSeconds }, keys);
  show({ owner: key.owner, apiKey, replaces: old.prefix, oldKeyEndsAt: old.endsAt });
}

async function revoke(prefix: string | undefined): Promise<void> {
  const { owner, endsAt } = await revokeKey(named(prefix), keys);
  show({ owner, revoked: prefix, endedAt: endsAt });
}

function rowOf(key: RegisteredKey): string[] {
  const own = Object.entries(key.limits ?? {}).map(([limit, value]) => `${limit}=${value}`);
  const columns = [minute(key.createdAt), minute(key.usedAt), endOf(key), own.join(',') || '-'];
  return [key.prefix, key.owner, key.scopes.join(','), ...columns, key.name ?? ''];
}

function endOf(key: ApiKey): string {
  if (key.endsAt === undefined) return '-';
  const tense = hasEnded(key, new Date()) ? 'ended ' : '';
  return `${tense}${minute(key.endsAt)} (${key.endedBy ?? 'expiry'})`;
}

function minute(at: string | undefined): string {
  return at === undefined ? '-' : `${at.slice(0, 16)}Z`;
}

function show(what: object): void {
  console.log(JSON.stringify(what, null, 2));
}

function named(prefix: string | undefined): string {
  return prefix ?? refuse(USAGE, 'Which key? Give its prefix, as "list" shows it.');
}

function checkOwner(owner: string): void {
  if (!Owner.safeParse(owner).success) refuse(USAGE, '--owner: a-z, 0-9 and dash, at most 40.');
}

function scopes(): Scope[] {
  const asked = z.array(Scope).min(1).safeParse(values.scopes.split(','));
  return asked.success
    ? [...new Set(asked.data)]
    : refuse(USAGE, `--scopes: of ${SCOPES.join(', ')}, with commas between them.`);
}

function limits(): ApiKey['limits'] {
  const { requestsPerSecond, requestBurst, jobsPerDay } = KeyLimits.shape;
  const own = {
    requestsPerSecond: optional('requests-per-second', requestsPerSecond),
    requestBurst: optional('request-burst', requestBurst),
    jobsPerDay: optional('jobs-per-day', jobsPerDay),
  };
  return Object.values(own).some((limit) => limit !== undefined) ? own : undefined;
}

function expiry(): string | undefined {
  const days = optional('expires-days', z.number().positive().max(3650));
  return days === undefined ? undefined : new Date(Date.now() + days * DAY_MS).toISOString();
}

type NumberOption =
  'requests-per-second' | 'request-burst' | 'jobs-per-day' | 'expires-days' | 'overlap-hours';

function optional(option: NumberOption, schema: z.ZodType<number>): number | undefined {
  return values[option] === undefined ? undefined : number(option, schema);
}

function number(option: NumberOption, schema: z.ZodType<number>): number {
  const text = values[option] ?? '';
  const read = schema.safeParse(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  return read.success ? read.data : refuse(USAGE, `--${option}: ${problemOf(read.error)}`);
}

function problemOf(error: z.ZodError): string {
  return error.issues[0]?.message ?? 'not a number that is taken here';
}

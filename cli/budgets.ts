/** `npm run budgets -- list | set | remove`: what an owner's jobs may cost in a month. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { stackOf } from '../account/deployed-stack.ts';
import { PLACE_OPTIONS, placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { columns } from '../computer/columns.ts';
import { Owner } from '../core/access/api-key.ts';
import { JobsTable } from '../core/aws/dynamodb/jobs-table.ts';
import { OwnerBudgetRegistry } from '../core/aws/dynamodb/owner-budget-registry.ts';
import { OwnerBudgets } from '../core/aws/dynamodb/owner-budgets.ts';
import { Purses } from '../core/aws/dynamodb/purses.ts';
import { monthAt } from '../core/budgets/purse.ts';
import { budgetOf } from '../core/steps/requests/owner-budget.ts';

const USAGE = `npm run budgets -- list               budgets of owners, and what is left of them in this month (UTC)
npm run budgets -- set OWNER USD      what the owner's jobs may cost in a month; 0: they may not cost anything
npm run budgets -- remove OWNER       the owner has the deployment's default again (--param ownerBudgetUsd)

  --stage NAME, --region NAME   which deployment (dev; ${REGION_DEFAULT})

A new budget holds from the next job on, and for the next attempt of those that run. Jobs count that were
created while the owner had a budget: of a first one in the middle of a month, not those before.`;

const MOST_USD = 1_000_000;
const HEADINGS = ['OWNER', 'USD A MONTH', 'RESERVED', 'OF IT HELD', 'LEFT'];
/** Removed meanwhile. */
const NONE = { limitUsd: 0, committedUsd: 0, heldUsd: 0, leftUsd: 0 };

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: PLACE_OPTIONS,
});
const COMMANDS: Record<string, (owner?: string, usd?: string) => Promise<void>> = {
  list,
  set,
  remove,
};
const [command = '', owner, usd, ...rest] = positionals;
const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
if (!run || rest.length > 0) refuse(USAGE, 'There are three commands: list, set, remove.');
const { stage, region } = await placeOf(values, USAGE);
const table = new JobsTable(`spotscribe-${stage}-jobs`, new DynamoDBClient({ region }));
const registry = new OwnerBudgetRegistry(table);

try {
  await run(owner, usd);
} catch (error) {
  if (!(error instanceof ResourceNotFoundException)) throw error;
  console.error(`The table of stage ${stage} is not in ${region}. Is the stage deployed there?`);
  process.exitCode = 1;
}

async function list(): Promise<void> {
  const [budgets, defaultUsd] = await Promise.all([registry.list(), defaultOf()]);
  if (budgets.length > 0)
    console.log(columns([HEADINGS, ...(await Promise.all(budgets.map(row)))]));
  if (defaultUsd > 0) console.log(`Each other owner has ${defaultUsd} USD a month.`);
  else console.log(budgets.length > 0 ? 'No other owner has a budget.' : 'No owner has a budget.');
}

async function row({ owner }: { owner: string }): Promise<string[]> {
  const using = { budgets: new OwnerBudgets(table, 0), purses: new Purses(table) };
  const budget = await budgetOf(owner, monthAt(new Date()), using);
  const { limitUsd, committedUsd, heldUsd, leftUsd } = budget ?? NONE;
  return [owner, ...[limitUsd, committedUsd, heldUsd, leftUsd].map((sum) => sum.toFixed(4))];
}

async function set(name?: string, sum?: string): Promise<void> {
  const amount = /^\d+(\.\d{1,6})?$/.test(sum ?? '') ? Number(sum) : NaN;
  if (!(amount <= MOST_USD))
    refuse(USAGE, `Give US dollars up to ${MOST_USD}, such as 20 or 2.50.`);
  await registry.set({ owner: checked(name), usd: amount });
  console.log(`The jobs of ${name} may cost ${amount} USD in a month.`);
}

async function remove(name?: string): Promise<void> {
  const defaultUsd = await defaultOf();
  await registry.remove(checked(name), defaultUsd);
  const now = defaultUsd > 0 ? `has the default, ${defaultUsd} USD a month` : 'has no budget';
  console.log(`The owner ${name} ${now}.`);
}

async function defaultOf(): Promise<number> {
  const { parameters } = await stackOf(stage, new CloudFormationClient({ region }));
  return Number(parameters['OwnerBudgetUsd'] ?? 0);
}

function checked(name: string | undefined): string {
  const owner = Owner.safeParse(name);
  return owner.success ? owner.data : refuse(USAGE, 'OWNER: a-z, 0-9 and dash, at most 40.');
}

/** `npm run deploy -- [--stage NAME] [--region NAME] [--param key=value]… [--show]`: deploys the stack to AWS. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { budgetName, Budgets, NoBudgets } from '../account/budgets.ts';
import { isDenied } from '../account/check/check.ts';
import { offersOf } from '../account/check/offers.ts';
import { JsonApiError } from '../core/aws/json-api.ts';
import { declaredSettings } from '../account/declared-settings.ts';
import { stackOf, type DeployedStack } from '../account/deployed-stack.ts';
import { ParamRefused } from '../account/given-settings.ts';
import { makeLinkedRole, missingLinkedRoles } from '../account/linked-roles.ts';
import { Parameters } from '../core/aws/parameters.ts';
import { ensureReceiptKey } from '../core/steps/receipts/receipt-keys.ts';
import { preflight } from '../account/preflight.ts';
import { chooseZones } from '../account/zones.ts';
import { COMPILE_CACHE } from '../computer/project.ts';
import { withPackagingLock } from '../computer/set-up-lock.ts';
import { PLACE_OPTIONS, placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { budgetOf, type BudgetPlan } from './deploy/budget.ts';
import { paramsOf, planDeployment, type DeploymentPlan } from './deploy/plan.ts';
import { changesOf, tableOf } from './deploy/report.ts';

const USAGE = `npm run deploy -- [--stage NAME] [--region NAME] [--param KEY=VALUE]… [--show]

  --stage NAME       one deployment of many in an account (default: dev)
  --region NAME      default: ${REGION_DEFAULT}
  --param KEY=VALUE  a setting of serverless.yml, such as onDemandFallback=true; later deployments
                     keep it. KEY= sets it back to the default
  --show             the stage's settings, and what this deployment would change; deploys nothing

Uses the AWS credentials of your environment. Afterwards create a key: npm run keys -- create --owner NAME`;

const { values } = readArguments(USAGE, {
  options: {
    ...PLACE_OPTIONS,
    param: { type: 'string', multiple: true, default: [] },
    show: { type: 'boolean', default: false },
  },
});
const place = await placeOf(values, USAGE);
const { stage, region } = place;
const stack = await stackOf(stage, new CloudFormationClient({ region }));
const plan = await planOf(stack);
const budget = orRefuse(() => budgetOf(plan));
process.exitCode = values.show ? show() : await deploy();

async function planOf(deployed: DeployedStack): Promise<DeploymentPlan> {
  const defaults = new Map(declaredSettings());
  const planned = () => orRefuse(() => planDeployment(values.param, { defaults, stack: deployed }));
  const present = listOf(deployed.parameters['Zones']);
  const zones = await workedOutZones(present, listOf(valueOf('instanceTypes', planned())));
  defaults.set('zones', zones.join(','));
  return planned();
}

function orRefuse<T>(plans: () => T): T {
  try {
    return plans();
  } catch (error) {
    if (!(error instanceof ParamRefused)) throw error;
    return refuse(USAGE, error.message);
  }
}

/** If EC2 does not tell, those that the stack has; the checks say why. */
async function workedOutZones(
  present: readonly string[],
  types: readonly string[],
): Promise<readonly string[]> {
  try {
    return chooseZones(present, await offersOf(types, new EC2Client({ region })));
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    return present;
  }
}

function valueOf(name: string, { settings }: DeploymentPlan): string {
  return settings.find((setting) => setting.name === name)?.next ?? '';
}

function listOf(text = ''): string[] {
  return text.split(',').filter((item) => item !== '');
}

function show(): number {
  if (!stack.isKnown) return unknownSettings();
  if (stack.status === undefined) {
    console.log(
      `There is no stack spotscribe-${stage} in ${region} yet; it would have these settings.`,
    );
  }
  console.log(tableOf(plan));
  if (stack.status !== undefined) sayChanges();
  return 0;
}

async function deploy(): Promise<number> {
  const params = plan.settings.map(({ name, next }) => `${name}=${next}`);
  const isReady = await preflight(place, { params }, { stops: ['deploy'], tells: ['jobs'] });
  if (!isReady) return 1;
  if (!stack.isKnown) return unknownSettings();
  const zones = listOf(valueOf('zones', plan));
  if (zones.length === 0) {
    console.error(
      `EC2 does not tell which zones of ${region} offer the instance types, so nothing was deployed. Your credentials need ec2:DescribeInstanceTypeOfferings; or name the zones: --param zones=…`,
    );
    return 1;
  }
  console.log(`Zones: ${zones.join(', ')}`);
  sayChanges();
  if (!(await haveLinkedRoles())) return 1;
  if (!(await haveBudget(budget))) return 1;
  const status = await withPackagingLock(serverlessDeploy);
  return status === 0 ? haveReceiptKey() : status;
}

/** Makes the key that signs deletion receipts, unless the stage has one. @returns an exit status */
async function haveReceiptKey(): Promise<number> {
  try {
    const parameters = new Parameters(new SSMClient({ region }));
    await ensureReceiptKey({ stage, parameters }, new Date());
    return 0;
  } catch (error) {
    if (!(error instanceof Error) || !isDenied(error)) throw error;
    console.error(
      `The stack is deployed, but the key that signs its deletion receipts could not be made: ${error.message}. Until npm run receipt-keys -- create has made it, receipts are not signed. Your credentials need ssm:PutParameter and ssm:GetParameter.`,
    );
    return 1;
  }
}

/**
 * Before the stack, whose parameters say which budget there was: a deployment that fails meanwhile
 * replaces it again. @returns false if it is not as the settings say
 */
async function haveBudget({ wanted, replaces }: BudgetPlan): Promise<boolean> {
  if (wanted === undefined && !replaces) return true;
  const name = budgetName(stage, region);
  try {
    const sts = new STSClient({ region });
    const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    const budgets = new Budgets(region, { account, credentials: () => sts.config.credentials() });
    if (replaces) await budgets.remove(name);
    if (wanted) await budgets.make(name, wanted);
    console.log(
      wanted ? `Budget ${name}: ${wanted.usd} USD a month` : `Removed the budget ${name}`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof JsonApiError || error instanceof NoBudgets)) throw error;
    console.error(
      `The budget ${name} could not be made as the settings say, so nothing was deployed: ${error.message}. Your credentials need budgets:ModifyBudget.`,
    );
    return false;
  }
}

function unknownSettings(): number {
  console.error(
    `CloudFormation does not tell the settings of spotscribe-${stage}, so a deployment could not keep them; nothing was deployed. Your credentials need cloudformation:DescribeStacks.`,
  );
  return 1;
}

function sayChanges(): void {
  const changes = changesOf(plan);
  if (changes !== '') console.log(changes);
}

async function serverlessDeploy(): Promise<number> {
  const params = paramsOf(plan).flatMap((param) => ['--param', param]);
  const serverless = path.join(import.meta.dirname, '../node_modules/serverless/bin/serverless.js');
  const place = ['--stage', stage, '--region', region];
  const child = spawn(process.execPath, [serverless, 'deploy', ...place, ...params], {
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
  });
  return new Promise((ended, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => ended(code ?? 1));
  });
}

/** Makes the service-linked roles that are missing. @returns false if the caller may not */
async function haveLinkedRoles(): Promise<boolean> {
  const iam = new IAMClient({ region });
  try {
    for (const role of await missingLinkedRoles(iam)) {
      await makeLinkedRole(role, iam);
      console.log(`Created the service-linked role ${role.name}`);
    }
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !isDenied(error)) throw error;
    console.error(
      `The service-linked roles of EC2 Spot and EC2 Fleet could not be looked up or made, so nothing was deployed: ${error.message}. Your credentials need iam:GetRole, and iam:CreateServiceLinkedRole if one is missing.`,
    );
    return false;
  }
}

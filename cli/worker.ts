/** `npm run worker`: this computer takes jobs of a deployment, as one of its machines. */
import { hostname } from 'node:os';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { STSClient } from '@aws-sdk/client-sts';
import { NotPossible } from '../ami/errors.ts';
import { HUGGING_FACE, SIZES } from '../ami/model-source.ts';
import { namesSource } from '../ami/name-model.ts';
import { MODELS_LOCK, readModelsLock } from '../ami/models-lock.ts';
import { placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { LOCAL } from '../computer/project.ts';
import { PythonMissing } from '../computer/python-venv.ts';
import { CommandFailed } from '../computer/run-command.ts';
import { PoolName, POOL_NAMES } from '../core/job/route-name.ts';
import { runAgent } from './worker/agent-process.ts';
import { BoxCredentials } from './worker/box-credentials.ts';
import { boxAnalysis } from './worker/box-analysis.ts';
import { boxModel } from './worker/box-model.ts';
import { BoxInUse, makeBox } from './worker/box.ts';
import { NotJoinable, poolsOfStack, type Pools } from './worker/pools.ts';
import { runningCloud, STAGE_OF_CLOUD, type Account } from './worker/account.ts';

const USAGE = `npm run worker -- [OPTIONS]

Joins this computer to a deployment: it takes jobs of a pool, outbound only, and answers requests on
127.0.0.1:8420. While a cloud of npm run cloud is up, and no stage is named, it joins that one. Ctrl-C
takes no more jobs and finishes those that are here; once more hands them over.

  --stage NAME         the deployment (default: the cloud of npm run cloud that is up here)
  --region NAME        default: ${REGION_DEFAULT}
  --pool POOL          ${POOL_NAMES.join(' or ')} (default: warm); batch ends when nothing came for a minute
  --name NAME          of this computer in the deployment (default: its host name)
  --model MODEL        as for npm run ami: a size of KB-Whisper (${SIZES.join(', ')}), a name on
                       Hugging Face, or a folder with a CTranslate2 Whisper model and its
                       manifest.json. The deployment must declare it. Default: the deployment's
                       default, which is fetched once; on the cloud that is up, the shipped one,
                       which is tiny and made for trying
  --analysis-model DIR  a language model for analyses: a folder of weights with its about.json
                       (ami/analysis/README.md), which the deployment must declare (analysisModels).
                       Without one the box has no analyses; on the cloud that is up it has the shipped
                       one, which understands nothing
  --with-analysis RECIPE  of ami/analysis, by which that is run (default: llama.cpp)
  --names MODEL        a model for people's names, for redacted copies: as for npm run ami
  --revision NAME      branch, tag or commit of a model that ami/models.lock.json does not have
                       (default: main)
  --hub URL            where models with a name are (default: ${HUGGING_FACE})
  --info FILE          how to reach the cloud that is up (default: .local/cloud.json)
  --port N             port of the server on loopback (default: 8420; 0: a free one)
  --listen HOST:PORT   listen there instead. Anything but loopback needs a key of at least 20
                       characters in SPOTSCRIBE_SERVER_KEY
  --allow-cpu          without it a computer with an NVIDIA GPU that the engine cannot use does not start

Uses the AWS credentials of your environment: to take the role of boxes, which may only take jobs, and
for POST /transcribe-s3.`;

/** Part of the session's name, by which the deployment knows the box. */
const NAME = /^[a-z0-9][a-z0-9.-]{0,39}$/;

const { values } = readArguments(USAGE, {
  options: {
    stage: { type: 'string' },
    region: { type: 'string' },
    pool: { type: 'string', default: 'warm' },
    name: { type: 'string' },
    model: { type: 'string' },
    revision: { type: 'string' },
    'analysis-model': { type: 'string' },
    'with-analysis': { type: 'string' },
    names: { type: 'string' },
    hub: { type: 'string', default: HUGGING_FACE },
    info: { type: 'string', default: path.join(LOCAL, 'cloud.json') },
    port: { type: 'string' },
    listen: { type: 'string' },
    'allow-cpu': { type: 'boolean', default: false },
  },
});
const pool = PoolName.safeParse(values.pool).data;
if (pool === undefined) refuse(USAGE, `--pool: ${POOL_NAMES.join(' or ')}.`);
const name =
  values.name ??
  hostname()
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-');
if (!NAME.test(name)) {
  refuse(USAGE, `--name: "${name}" is not of a-z, 0-9, dot and dash, at most 40 characters.`);
}

try {
  process.exitCode = await work(pool);
} catch (error) {
  const isKnown = [BoxInUse, NotJoinable, NotPossible, PythonMissing, CommandFailed].some(
    (kind) => error instanceof kind,
  );
  if (!isKnown) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function work(pool: PoolName): Promise<number> {
  const account = await chosenAccount();
  const { stage, connection } = account;
  const pools = await poolsOfStack(stage, new CloudFormationClient(connection));
  const lock = readModelsLock(MODELS_LOCK);
  const model = await boxModel({
    ...{ text: values.model, revision: values.revision, hub: values.hub },
    ...{ stage, declared: pools.models, isEmbedded: account.isEmbedded },
    lock,
  });
  const analysis = boxAnalysis({
    ...{ recipe: values['with-analysis'], model: values['analysis-model'], progress },
    isEmbedded: account.isEmbedded,
  });
  const names = await namesSource({ text: values.names, lock, hub: values.hub });
  const folder = path.join(LOCAL, 'worker', name);
  const box = await makeBox({ folder, model, analysis, names, hub: values.hub, progress });
  try {
    await using credentials = await BoxCredentials.serve({
      sts: new STSClient(connection),
      role: pools.role,
      session: `box-${name}`,
    });
    progress(`box-${name} joins the pool ${pool} of the stage ${stage}`);
    const joined = { account, pools, pool, credentials, hasGpu: box.hasGpu };
    return await runAgent(box, settings(joined));
  } finally {
    box.release();
  }
}

interface Joined {
  account: Account;
  pools: Pools;
  pool: PoolName;
  credentials: BoxCredentials;
  hasGpu: boolean;
}

/** For the agent: it reads no arguments. */
function settings({ account, pools, pool, credentials, hasGpu }: Joined): Record<string, string> {
  return {
    ...account.environment,
    ...credentials.environment,
    SPOTSCRIBE_API_URL: pools.apiUrl,
    SPOTSCRIBE_BATCH_QUEUE: pools.queues.batch,
    SPOTSCRIBE_WARM_QUEUE: pools.queues.warm,
    SPOTSCRIBE_POOL: pool,
    SPOTSCRIBE_ALLOW_CPU: String(values['allow-cpu'] || !hasGpu),
    ...(values.port !== undefined && { SPOTSCRIBE_PORT: values.port }),
    ...(values.listen !== undefined && { SPOTSCRIBE_LISTEN: values.listen }),
  };
}

/** The cloud that is up here, unless a stage is named. */
async function chosenAccount(): Promise<Account> {
  const cloud = values.stage === undefined ? runningCloud(path.resolve(values.info)) : undefined;
  if (cloud) {
    progress(`The embedded cloud of this computer is up (stage ${STAGE_OF_CLOUD})`);
    return cloud;
  }
  if (values.stage === undefined) {
    refuse(
      USAGE,
      'No cloud of npm run cloud is up here. Start one, or name a deployment: --stage NAME',
    );
  }
  const place = await placeOf({ stage: values.stage, region: values.region }, USAGE);
  const { stage, region } = place;
  return { stage, isEmbedded: false, connection: { region }, environment: { AWS_REGION: region } };
}

function progress(line: string): void {
  console.error(`· ${line}`);
}

/** `npm run remove -- --stage NAME --yes`: removes a deployment with all its data from the account. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { budgetName, Budgets } from '../account/budgets.ts';
import { placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { StageNotRemoved, removeStage, whatIsLeft, type Account } from './removal.ts';

const USAGE = `npm run remove -- --stage NAME --yes [--region NAME]

Terminates the instances of a stage, removes its images, empties its buckets, deletes its stack and
its parameters. Audio, transcripts, jobs, keys and webhook secrets are gone then, for good.

  --region NAME    default: ${REGION_DEFAULT}`;

const { values } = readArguments(USAGE, {
  options: {
    stage: { type: 'string' },
    region: { type: 'string' },
    yes: { type: 'boolean', default: false },
  },
});
if (values.stage === undefined) refuse(USAGE, 'Which stage? Give --stage.');
const { stage, region } = await placeOf({ stage: values.stage, region: values.region }, USAGE);
if (!values.yes) refuse(USAGE, `This deletes everything of ${stage}. If you mean it: --yes`);

const account: Account = {
  cloudFormation: new CloudFormationClient({ region }),
  dynamoDb: new DynamoDBClient({ region }),
  ec2: new EC2Client({ region }),
  s3: new S3Client({ region }),
  ssm: new SSMClient({ region }),
  removeBudget,
  say: (line) => console.log(`· ${line}`),
};

async function removeBudget(): Promise<void> {
  const sts = new STSClient({ region });
  const { Account: id = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const credentials = () => sts.config.credentials();
  await new Budgets(region, { account: id, credentials }).remove(budgetName(stage, region));
}

try {
  await removeStage(stage, account);
  const left = await whatIsLeft(stage, account);
  if (left.length > 0) throw new StageNotRemoved(`Still there: ${left.join(', ')}. Run it again.`);
  console.log(
    `Nothing is left of the stage ${stage} but CloudWatch's figures, which expire by age, and two service-linked roles of the account.`,
  );
} catch (error) {
  if (!(error instanceof StageNotRemoved)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

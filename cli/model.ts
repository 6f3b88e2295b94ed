/** `npm run model -- [list|publish|withdraw|clean] …`: models newer than the machine image's own. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { NotPossible } from '../ami/errors.ts';
import { PLACE_OPTIONS, PLACE_USAGE, placeOf } from '../account/place.ts';
import { declaredModels, modelsBucketOfStack } from '../ami/stack.ts';
import { defaultModel } from '../core/transcript/model-name.ts';
import { Parameters } from '../core/aws/parameters.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { removeOldModels, listModels, publish, withdraw, type Store } from './model/publishing.ts';
import { ModelBucket } from './model/model-bucket.ts';

const USAGE = `npm run model -- [list | publish MODEL [--beside] | withdraw [NAME] | clean] [OPTIONS]

  list      the models that are uploaded; * is in force, + is there for jobs that ask for it
  publish   uploads a model and puts it in force: from the next claim on, a machine whose image holds
            another one fetches it. MODEL is a directory with a CTranslate2 model and its
            manifest.json, or the id of a model of the list. Run it again if it was cut off.
            --beside: for jobs alone that ask for it by its name; declare it with
            npm run deploy -- --param models=kb-whisper-small,NAME
  withdraw  puts none in force: each machine uses its image's own. With a NAME: that model, which
            was published beside
  clean     removes uploaded models that are not in force

${PLACE_USAGE}

Try a model first: npm run transcribe -- FILE --model DIR. Uses the AWS credentials of your environment.`;

const COMMANDS = ['list', 'publish', 'withdraw', 'clean'] as const;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    ...PLACE_OPTIONS,
    beside: { type: 'boolean', default: false },
  },
});
const [word = 'list', model, ...more] = positionals;
const command = COMMANDS.find((name) => name === word);
const takesName = command === 'publish' || command === 'withdraw';
if (command === undefined || more.length > 0 || (model !== undefined && !takesName)) {
  refuse(USAGE, `There is no command "${positionals.join(' ')}".`);
}
const { beside } = values;
const { stage, region } = await placeOf(values, USAGE);

try {
  const cloudFormation = new CloudFormationClient({ region });
  const bucket = await modelsBucketOfStack(stage, cloudFormation);
  const models = await declaredModels(stage, cloudFormation);
  // A stream body cannot be retried: after a failed upload, run the command again.
  const s3 = new S3Client({ region, requestChecksumCalculation: 'WHEN_REQUIRED' });
  console.log(await run(command, storeOf({ s3, bucket, defaultModel: defaultModel(models) })));
} catch (error) {
  if (!(error instanceof NotPossible)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function run(name: (typeof COMMANDS)[number], store: Store): Promise<string> {
  switch (name) {
    case 'list':
      return listModels(store);
    case 'publish':
      return publish(
        { given: model ?? refuse(USAGE, 'Which model? Give a directory or an id.'), beside },
        store,
      );
    case 'withdraw':
      return withdraw(model, store);
    case 'clean':
      return removeOldModels(store);
  }
}

function storeOf(of: { s3: S3Client; bucket: string; defaultModel: string }): Store {
  return {
    models: new ModelBucket(of.s3, of.bucket),
    parameters: new Parameters(new SSMClient({ region })),
    stage,
    defaultModel: of.defaultModel,
    say: (line) => console.error(`· ${line}`),
  };
}

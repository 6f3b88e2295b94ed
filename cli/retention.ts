/** `npm run retention -- list | set | remove`: how long the audio and transcripts of an owner's jobs are kept. */
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { PLACE_OPTIONS, placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { columns } from '../computer/columns.ts';
import { Owner } from '../core/access/api-key.ts';
import { JobsTable } from '../core/aws/dynamodb/jobs-table.ts';
import { OwnerRetentionRegistry } from '../core/aws/dynamodb/owner-retention-registry.ts';
import { BUCKET_DAYS, Retention } from '../core/retention/retention.ts';

const USAGE = `npm run retention -- list                retention of owners
npm run retention -- set OWNER [OPTIONS]  for the owner's jobs that do not say otherwise themselves
npm run retention -- remove OWNER         as long as the buckets keep them: ${BUCKET_DAYS.audio} and ${BUCKET_DAYS.results} days

  --audio-days N        uploads and dropped files, after the job's end (0 to ${BUCKET_DAYS.audio})
  --transcript-days N   the transcript with all that is made from it (0 to ${BUCKET_DAYS.results})
  --stage NAME, --region NAME   which deployment (dev; ${REGION_DEFAULT})

It holds for jobs that are created from then on. 0: deleted at the end of the job.`;

const OPTION_OF: Readonly<Record<string, string>> = {
  audioDays: 'audio-days',
  transcriptDays: 'transcript-days',
};
const HEADINGS = ['OWNER', 'AUDIO DAYS', 'TRANSCRIPT DAYS'];

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    'audio-days': { type: 'string' },
    'transcript-days': { type: 'string' },
    ...PLACE_OPTIONS,
  },
});
const COMMANDS: Record<string, (owner?: string) => Promise<void>> = { list, set, remove };
const [command = '', owner, ...rest] = positionals;
const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
if (!run || rest.length > 0) refuse(USAGE, 'There are three commands: list, set, remove.');
const { stage, region } = await placeOf(values, USAGE);
const table = new JobsTable(`spotscribe-${stage}-jobs`, new DynamoDBClient({ region }));
const registry = new OwnerRetentionRegistry(table);

try {
  await run(owner);
} catch (error) {
  if (!(error instanceof ResourceNotFoundException)) throw error;
  console.error(`The table of stage ${stage} is not in ${region}. Is the stage deployed there?`);
  process.exitCode = 1;
}

async function list(): Promise<void> {
  const all = await registry.list();
  if (all.length === 0) {
    console.log('No owner has a retention.');
    return;
  }
  const text = (days: number | undefined) => String(days ?? '-');
  const rows = all.map(({ owner: name, retention: { audioDays, transcriptDays } }) => [
    ...[name, text(audioDays), text(transcriptDays)],
  ]);
  console.log(columns([HEADINGS, ...rows]));
}

async function set(name?: string): Promise<void> {
  const retention = asked();
  await registry.set({ owner: checked(name), retention });
  console.log(`Jobs of ${name} from now on: ${JSON.stringify(retention)}`);
}

async function remove(name?: string): Promise<void> {
  await registry.remove(checked(name));
  console.log(`The owner ${name} has no retention; jobs that have one keep it.`);
}

function asked(): Retention {
  const days = (text: string) => (/^\d{1,4}$/.test(text) ? Number(text) : NaN);
  const { 'audio-days': audio, 'transcript-days': transcript } = values;
  const read = Retention.safeParse({
    ...(audio !== undefined && { audioDays: days(audio) }),
    ...(transcript !== undefined && { transcriptDays: days(transcript) }),
  });
  const [issue] = read.error?.issues ?? [];
  const option = OPTION_OF[String(issue?.path[0])];
  if (issue && option) refuse(USAGE, `--${option}: ${issue.message}.`);
  if (!read.data) refuse(USAGE, 'Give --audio-days, --transcript-days or both.');
  return read.data;
}

function checked(name: string | undefined): string {
  const parsed = Owner.safeParse(name);
  return parsed.success ? parsed.data : refuse(USAGE, 'OWNER: a-z, 0-9 and dash, at most 40.');
}

/** `npm run dlq -- list | show | redrive | drop`: messages that a queue of the deployment gave up. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { PLACE_OPTIONS, placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { JobsTable } from '../core/aws/dynamodb/jobs-table.ts';
import type { DeadLetter } from './dlq/dead-letters.ts';
import { withJobStatus } from './dlq/job-status.ts';
import { QUEUES } from './dlq/queues.ts';
import { detailsOf, summaryOf, tableOf } from './dlq/report.ts';
import { NoQueues, StageLetters, WhichQueue } from './dlq/stage-letters.ts';

const USAGE = `npm run dlq -- list                   the dead letters and why they are that, oldest first
npm run dlq -- show ID                one of them, with its body and attributes; a batch job's offer with its job
npm run dlq -- redrive ID… | --all    back into their queue
npm run dlq -- drop ID… --yes         delete them for good

  --queue NAME                  of ${QUEUES.join(', ')} (all; redrive --all needs one)
  --limit N                     list: at most so many of each queue (100; up to 1000)
  --json                        list: one JSON object per line
  --stage NAME, --region NAME   which deployment (dev; ${REGION_DEFAULT})

SQS cannot list a queue: messages are received and handed back, so one that somebody else reads at the
moment, or did within the last minute, may be missing.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    queue: { type: 'string' },
    limit: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    ...PLACE_OPTIONS,
  },
});
const COMMANDS: Record<string, (letters: StageLetters, ids: string[]) => Promise<void>> = {
  list,
  show,
  redrive,
  drop,
};

const [command = '', ...ids] = positionals;
const run = COMMANDS[command];
if (!run) refuse(USAGE, `There are four commands: ${Object.keys(COMMANDS).join(', ')}.`);
const queues = QUEUES.filter((name) => values.queue === undefined || name === values.queue);
if (queues.length === 0) refuse(USAGE, `--queue: one of ${QUEUES.join(', ')}.`);
checkIds();
const limit = limitOf(values.limit);
const { stage, region } = await placeOf(values, USAGE);
const table = new JobsTable(`spotscribe-${stage}-jobs`, new DynamoDBClient({ region }));
try {
  await run(await StageLetters.of(stage, queues, new SQSClient({ region })), ids);
} catch (error) {
  if (error instanceof WhichQueue) refuse(USAGE, error.message);
  if (!(error instanceof NoQueues)) throw error;
  console.error(`${error.message} in ${region}. Is the stage ${stage} deployed there?`);
  process.exitCode = 1;
}

async function list(letters: StageLetters): Promise<void> {
  const [listed, about] = [await letters.list(limit), await letters.count()];
  const found = await withJobStatus(listed, table);
  if (values.json) for (const letter of found) console.log(JSON.stringify(summaryOf(letter)));
  else console.log(found.length === 0 ? 'There are no dead letters.' : tableOf(found));
  const copies = found.flatMap((letter) => letter.copies).length;
  if (about > copies) {
    console.error(
      `About ${about - copies} more are in the queue, or read by somebody else (--limit).`,
    );
  }
}

async function show(letters: StageLetters): Promise<void> {
  const [letter] = await withJobStatus(await letters.find(ids), table);
  if (letter) print(detailsOf(letter));
  tellMissing(letter ? [letter] : []);
}

async function redrive(letters: StageLetters): Promise<void> {
  if (values.all) {
    const task = await letters.redriveAll();
    print(task);
    if (task.failure !== undefined) process.exitCode = 1;
    return;
  }
  const found = await letters.redrive(ids);
  print({ redriven: found.map(({ id }) => id) });
  tellMissing(found);
}

async function drop(letters: StageLetters): Promise<void> {
  const found = await letters.drop(ids);
  print({ dropped: found.map(({ id }) => id) });
  tellMissing(found);
}

function tellMissing(found: readonly DeadLetter[]): void {
  const known = found.flatMap(({ id, copies }) => [
    id,
    ...copies.map(({ MessageId }) => MessageId),
  ]);
  const missing = ids.filter((id) => !known.includes(id));
  if (missing.length === 0) return;
  console.error(
    `Not among the dead letters, or read by somebody else at the moment: ${missing.join(', ')}.`,
  );
  process.exitCode = 1;
}

function checkIds(): void {
  const isOfAll = command === 'redrive' && values.all;
  if (values.all && command !== 'redrive') refuse(USAGE, '--all is for redrive alone.');
  if (command === 'list' || isOfAll) {
    if (ids.length > 0) refuse(USAGE, `${command}${isOfAll ? ' --all' : ''} takes no ID.`);
  } else if (ids.length === 0) refuse(USAGE, 'Which? Give an ID, as "list" shows it.');
  if (command === 'show' && ids.length > 1) refuse(USAGE, 'show takes one ID.');
  if (command === 'drop' && !values.yes) {
    refuse(USAGE, 'A dropped message is gone for good: give --yes if that is meant.');
  }
}

function limitOf(text: string): number {
  const read = z.coerce.number().int().min(1).max(1000).safeParse(text);
  return read.success ? read.data : refuse(USAGE, '--limit: a whole number from 1 to 1000.');
}

function print(what: object): void {
  console.log(JSON.stringify(what, null, 2));
}

/** `npm run dlq -- list | show | redrive | drop`: messages that a queue of the deployment gave up. */
import { QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { PLACE_OPTIONS, placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { DeadLetters, type DeadLetter } from './dlq/dead-letters.ts';
import { QUEUES, queueNames } from './dlq/queues.ts';
import { detailsOf, summaryOf, tableOf } from './dlq/report.ts';

const USAGE = `npm run dlq -- list                   the dead letters and why they are that, oldest first
npm run dlq -- show ID                one of them, with its body and attributes
npm run dlq -- redrive ID… | --all    back into their queue
npm run dlq -- drop ID… --yes         delete them for good

  --queue NAME                  of ${QUEUES.join(', ')} (${QUEUES[0]})
  --limit N                     list: at most so many (100; up to 1000)
  --json                        list: one JSON object per line
  --stage NAME, --region NAME   which deployment (dev; ${REGION_DEFAULT})

SQS cannot list a queue: messages are received and handed back, so one that somebody else reads at the
moment, or did within the last minute, may be missing.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    queue: { type: 'string', default: QUEUES[0] },
    limit: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    ...PLACE_OPTIONS,
  },
});
const COMMANDS: Record<string, (letters: DeadLetters, ids: string[]) => Promise<void>> = {
  list,
  show,
  redrive,
  drop,
};

const [command = '', ...ids] = positionals;
const run = COMMANDS[command];
if (!run) refuse(USAGE, `There are four commands: ${Object.keys(COMMANDS).join(', ')}.`);
const queue = QUEUES.find((name) => name === values.queue);
if (!queue) refuse(USAGE, `--queue: one of ${QUEUES.join(', ')}.`);
checkIds();
const limit = limitOf(values.limit);
const { stage, region } = await placeOf(values, USAGE);
const names = queueNames(stage, queue);
try {
  await run(await DeadLetters.of(names, new SQSClient({ region })), ids);
} catch (error) {
  if (!(error instanceof QueueDoesNotExist)) throw error;
  console.error(
    `There is no queue ${names.dead} in ${region}. Is the stage ${stage} deployed there?`,
  );
  process.exitCode = 1;
}

async function list(letters: DeadLetters): Promise<void> {
  const [found, about] = [await letters.list(limit), await letters.count()];
  if (values.json) for (const letter of found) console.log(JSON.stringify(summaryOf(letter)));
  else console.log(found.length === 0 ? 'There are no dead letters.' : tableOf(found));
  const copies = found.flatMap((letter) => letter.copies).length;
  if (about > copies) {
    console.error(
      `About ${about - copies} more are in the queue, or read by somebody else (--limit).`,
    );
  }
}

async function show(letters: DeadLetters): Promise<void> {
  const [letter] = await letters.find(ids);
  if (letter) print(detailsOf(letter));
  tellMissing(letter ? [letter] : []);
}

async function redrive(letters: DeadLetters): Promise<void> {
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

async function drop(letters: DeadLetters): Promise<void> {
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

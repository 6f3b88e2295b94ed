/** `npm run demo [file]`: one job on the embedded cloud, from POST to the end of its instance. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ApiClient, ApiError } from '../client/api-client.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { fromHere } from '../computer/here.ts';
import type { JobView } from '../core/view/job-view.ts';
import type { Connection } from './connection.ts';
import { startCloud, type Cloud } from './cloud.ts';
import { openBrowser } from './demo/open-browser.ts';
import { PortTaken } from './emulator.ts';
import { timelineLines, transcriptLines } from './demo/report.ts';
import { PROJECT } from '../computer/project.ts';
import { verify, WebhookReceiver } from './webhook-receiver.ts';

const SAMPLE = path.join(PROJECT, 'model', 'micro-whisper', 'audio', 'news.wav');
const DEADLINE_MS = 30_000;
const USAGE = `npm run demo [FILE]
npm run demo -- [FILE] --open [--port N]

Transcribes FILE (default: a sample of Swedish news) on an AWS that lives on this computer, and
shows what happens. The shipped model is tiny: it knows 216 words, spoken by a synthetic voice.

  --open     then keeps the cloud up until Ctrl-C, and opens the page in your browser, with the job in its list
  --port N   the page at 127.0.0.1:N (default: a free port)`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: { open: { type: 'boolean', default: false }, port: { type: 'string' } },
});
if (positionals.length > 1) refuse(USAGE, 'The demo transcribes one file.');
process.exitCode = await demo(fromHere(positionals[0] ?? SAMPLE));

/** @returns 0 only if the job completed, its webhook was delivered and its instance terminated */
async function demo(file: string): Promise<number> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    console.error(`There is no file ${file}. Nothing was started.`);
    return 2;
  }
  const receiver = await WebhookReceiver.start();
  try {
    const cloud = await startCloud({
      allow: [receiver.address],
      pagePort: pagePort(),
      progress: (line) => console.log(`· ${line}`),
      onProblem: console.error,
    });
    try {
      const status = await run(file, cloud, receiver);
      if (values.open) await showPage(cloud);
      else console.log('\nThis job on the page, in your browser: npm run demo -- --open');
      return status;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      console.error(error.message);
      return 1;
    } finally {
      await cloud.stop();
    }
  } catch (error) {
    if (!(error instanceof PortTaken)) throw error;
    console.error(error.message);
    return 2;
  } finally {
    await receiver.stop();
  }
}

/** Until a signal ends this process, and the cloud with it. */
async function showPage({ info }: Cloud): Promise<never> {
  const address = `${info.pageUrl}#/key=${info.apiKey}`;
  console.log(`\nThe page, signed in as the owner of this job:\n\n  ${address}\n\nCtrl-C ends it.`);
  openBrowser(address);
  return new Promise<never>(() => undefined);
}

function pagePort(): number | undefined {
  if (values.port === undefined) return undefined;
  const port = Number(values.port);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  return refuse(USAGE, `--port: ${values.port} is no port.`);
}

async function run(file: string, cloud: Cloud, receiver: WebhookReceiver): Promise<number> {
  const client = new ApiClient(cloud.info);
  console.log(`\nPOST /jobs, and the upload of ${path.basename(file)}`);
  const { jobId } = await client.submitFile(file, {
    words: true,
    webhook: { url: `http://${receiver.address}/hook` },
  });
  const began = Date.now();
  const job = await client.untilEnd(jobId, {
    changed: ({ status, instance }) => {
      const where = instance ? ` on ${instance.id} (${instance.type}, ${instance.market})` : '';
      console.log(`  ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${status}${where}`);
    },
  });
  const isGone = await instanceIsGone(cloud.aws.connection, job);
  await showWebhook(receiver, cloud.info.webhookSecret);
  await showResult(client, job);
  console.log(isGone ? '\nThe instance is gone.' : '\nThe instance is STILL THERE.');
  return job.status === 'completed' && isGone ? 0 : 1;
}

/** Asks EC2, not the job record. */
async function instanceIsGone(connection: Connection, { instance }: JobView): Promise<boolean> {
  if (!instance) return true;
  const ec2 = new EC2Client(connection);
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [instance.id] }),
    );
    const states = Reservations.flatMap(({ Instances = [] }) =>
      Instances.map(({ State }) => State?.Name),
    );
    if (states.every((state) => state === 'terminated')) return true;
    await setTimeout(100);
  }
  return false;
}

async function showWebhook(receiver: WebhookReceiver, secret: string): Promise<void> {
  const delivery = await receiver.next(() => true, DEADLINE_MS);
  verify(delivery, secret);
  console.log('\nWebhook received, signature verified:');
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    console.log(`  ${name}: ${delivery.headers[name] ?? ''}`);
  }
  console.log(`  ${delivery.body.slice(0, 160)}…`);
}

async function showResult(client: ApiClient, job: JobView): Promise<void> {
  if (job.error) {
    console.log(`\n${job.error.code}: ${job.error.message}`);
  } else {
    console.log('\nTranscript:');
    const transcript = await client.transcript(job.jobId);
    for (const line of transcriptLines(transcript)) console.log(`  ${line}`);
  }
  console.log('\nWhere each second went:');
  for (const line of timelineLines(await client.timeline(job.jobId))) console.log(`  ${line}`);
}

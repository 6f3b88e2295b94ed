/** Every step of both workflows, and of the events that lead to them, with what each may find. */
import { randomBytes } from 'node:crypto';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AnalysisTokens } from '../../core/aws/dynamodb/analysis-tokens.ts';
import { JobQuotas } from '../../core/aws/dynamodb/job-quotas.ts';
import { RedactionSecrets } from '../../core/aws/dynamodb/redaction-secrets.ts';
import { SessionPlaces } from '../../core/aws/dynamodb/session-places.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { Parameters as ParameterStore } from '../../core/aws/parameters.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { OfferStore } from '../../core/aws/dynamodb/offer-store.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { dropJobId, messageJobId, newJobId } from '../../core/base/job-id.ts';
import { messageIdentity } from '../../core/job/intake-message.ts';
import { sessionKeyOf } from '../../core/job/job-session.ts';
import { storedAudio, type Job, type JobInstance } from '../../core/job/job.ts';
import {
  attemptFoundKey,
  attemptPseudonymsKey,
  attemptRedactedKey,
} from '../../core/job/redaction-keys.ts';
import {
  attemptAnalysisKey,
  attemptTranscriptKey,
  checkpointKey,
  transcriptKey,
} from '../../core/job/work-order.ts';
import { RedactRequest } from '../../core/redaction/redact-request.ts';
import { DEFAULT_MODEL } from '../../core/transcript/model-name.ts';
import { TRANSCRIPT_FORMATS, transcriptSoFar } from '../../core/transcript/transcript.ts';
import { deletionKey, instanceKey, serverKey } from '../../core/aws/dynamodb/items.ts';
import { audioDropped } from '../../core/steps/arrivals/audio-dropped.ts';
import { claim } from '../../core/steps/attempts/claim.ts';
import type { ServerRow } from '../../core/machines/pool/server-row.ts';
import { deliveriesOf } from '../../core/webhooks/delivery.ts';
import { functionHere, type FunctionHere } from '../../local/function-here.ts';
import { scriptAudio } from '../../chaos/script.ts';
import { aJob } from '../support/a-job.ts';
import { resolved, tasksOf } from '../support/asl-tasks.ts';
import { newInstanceId } from '../support/held-job.ts';
import { SHORT } from '../support/scripted-audio.ts';
import type { TestCloud } from '../support/test-cloud.ts';
import { launchByHand } from '../support/unplanned-instance.ts';

/** What a step finds: its input, and the ids by which its effects are found. */
export interface Given {
  input: unknown;
  ids: readonly string[];
}

export interface Step {
  run(input: unknown): Promise<unknown>;
  /** Waits for what others write because of it. */
  atRest?: (input: unknown) => Promise<unknown>;
  finds: Readonly<Record<string, () => Promise<Given>>>;
  /** What two calls leave differently, and why that is right. */
  differs?: { what: RegExp; because: string };
}

/** Hex digits that no other test has. */
function unique(): string {
  return randomBytes(6).toString('hex');
}

const AT = '2026-11-21T12:00:00.000Z';

function anInstance(id = newInstanceId()): JobInstance {
  return {
    ...{ id, type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a', imageId: 'ami-1' },
    launchedAt: AT,
  };
}

function aResult() {
  const times = ['booted', 'claimed', 'audioReady', 'modelReady', 'firstSegment', 'transcribed'];
  return {
    ...{ segments: 1, language: 'sv', languageProbability: 1, confidence: 1, truncated: false },
    engine: { version: '1', device: 'cpu', computeType: 'int8' },
    ...{ engineSeconds: 1, durationSeconds: 700 },
    audio: { bytes: 9, sha256: '0'.repeat(64) },
    phases: Object.fromEntries([...times, 'written'].map((name) => [name, AT])),
  };
}

export interface Machines {
  /** Stands for the workflow of jobs: its executions are named and do nothing. */
  jobs: string;
  deliveries: string;
}

/** The steps by name: a state of the workflows, or the function of an event. */
export class Steps {
  private readonly cloud: TestCloud;
  private readonly machines: Machines;
  private readonly functions: Record<string, FunctionHere>;

  private constructor(
    cloud: TestCloud,
    machines: Machines,
    functions: Record<string, FunctionHere>,
  ) {
    this.cloud = cloud;
    this.machines = machines;
    this.functions = functions;
  }

  /** Where the SDK finds the cloud, and as whom, has to be in the environment already. */
  static async of(cloud: TestCloud, machines: Machines): Promise<Steps> {
    const instead = {
      STATE_MACHINE_ARN: machines.jobs,
      DELIVERY_STATE_MACHINE_ARN: machines.deliveries,
      // A slot whose answer was lost is not used; the many tries here must not wait for it.
      LAUNCHES_PER_SECOND: '1000',
      LAUNCH_BURST: '1000',
    };
    const functions: Record<string, FunctionHere> = {};
    for (const name of [
      ...['route', 'launch', 'settle', 'combineSession', 'notify', 'deliver'],
      ...['audioUploaded', 'instanceChanged', 'executionOver', 'intake'],
    ]) {
      functions[name] = await functionHere(name, instead);
    }
    return new Steps(cloud, machines, functions);
  }

  all(): Readonly<Record<string, Step>> {
    return {
      Route: this.route(),
      Offer: this.offer(),
      Launch: this.launch(),
      WaitForCapacity: this.token('WaitForCapacity', 'queued'),
      AwaitTranscript: this.token('AwaitTranscript', 'launching'),
      AwaitAnalysis: this.token('AwaitAnalysis', 'processing'),
      Settle: this.settle(),
      Terminate: this.terminate(),
      TerminateAgain: this.terminate(),
      CombineSession: this.combineSession(),
      Notify: this.notify(),
      Deliver: this.deliver(),
      claim: this.claim(),
      audioUploaded: this.audioUploaded(),
      audioDropped: this.audioDropped(),
      intake: this.intake(),
      instanceChanged: this.instanceChanged(),
    };
  }

  /** Inputs of attempt 1 for jobs that are in attempt 2: nothing may change. */
  late(): Readonly<Record<string, { step: Step; find: () => Promise<Given> }>> {
    const second = async (status: 'queued' | 'launching' | 'processing'): Promise<Given> => {
      const { jobId, owner } =
        status === 'queued'
          ? await this.job({ status, attempt: 2 })
          : (await this.launched(status, { attempt: 2, taskToken: 'its', tokenAttempt: 2 })).job;
      return { input: { jobId }, ids: [jobId, owner] };
    };
    const of = async (given: Promise<Given>, more: object): Promise<Given> => {
      const { input, ids } = await given;
      return { input: { ...(input as object), ...more }, ids };
    };
    const first = { launched: { answer: { attempt: 1 } } };
    const error = { error: { Error: 'InstanceLost', Cause: '' } };
    const { Launch, WaitForCapacity, AwaitTranscript, Settle } = this.all();
    const late = (step: Step | undefined, find: () => Promise<Given>) => {
      if (!step) throw new TypeError('there is no such step');
      return { step, find };
    };
    return {
      'Launch, which waits': late(Launch, () => second('queued')),
      'Launch, which launches': late(Launch, () => second('launching')),
      WaitForCapacity: late(WaitForCapacity, () => of(second('queued'), first)),
      AwaitTranscript: late(AwaitTranscript, () => of(second('launching'), first)),
      'Settle, with a result': late(Settle, () =>
        of(second('processing'), { ...first, result: aResult() }),
      ),
      'Settle, of a lost machine': late(Settle, () =>
        of(second('launching'), { ...first, ...error }),
      ),
      'Settle, of a launch that failed': late(Settle, () =>
        of(second('queued'), { launched: { answer: {} }, error: { Error: 'Lambda.Unknown' } }),
      ),
    };
  }

  private async call(name: string, input: unknown): Promise<unknown> {
    const handler = this.functions[name];
    if (!handler) throw new TypeError(`there is no function ${name}`);
    return handler(structuredClone(input));
  }

  /** A stored job of an owner of its own. */
  async job(given: Partial<Job> = {}): Promise<Job> {
    const jobId = newJobId();
    const key = `uploads/${jobId}/a.wav`;
    const bucket = this.cloud.output('AudioBucketName');
    const audio = { source: 'upload', bucket, key, filename: 'a.wav', bytes: 9 } as const;
    const job = aJob({ jobId, owner: `o-${unique()}`, audio, createdAt: AT, ...given });
    await this.cloud.jobs.create(job);
    return job;
  }

  /** In its attempt with an instance, which may have its token. */
  private async launched(status: 'launching' | 'processing', given: Partial<Job> = {}) {
    const instance = anInstance();
    const job = await this.job({ status: 'launching', attempt: 1, launchedAt: AT, ...given });
    await this.cloud.jobs.recordInstance(job.jobId, job.attempt, instance);
    if (status === 'processing') {
      await this.cloud.jobs.transition(
        job.jobId,
        { from: ['launching'], to: 'processing', attempt: job.attempt },
        { set: { claimedBy: 'agent', claimedAt: AT }, event: { what: 'processing' } },
      );
    }
    return { job, instance };
  }

  private async put(bucket: string, Key: string, Body: string | Buffer): Promise<void> {
    const ContentLength = Buffer.byteLength(Body);
    await this.cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentLength }));
  }

  // --- Steps of an attempt

  private route(): Step {
    const queued = async (given: Partial<Job> = {}): Promise<Given> => {
      const { jobId, owner } = await this.job(given);
      return { input: { jobId }, ids: [jobId, owner] };
    };
    return {
      run: (input) => this.call('route', input),
      finds: {
        'a job for an instance': () => queued(),
        'a job for the batch pool': () => queued({ requestedRoute: 'batch' }),
        'a job for servers': async () => {
          await this.mute();
          return queued({ requestedRoute: 'warm' });
        },
        'an attempt after a lost server': async () => {
          const { jobId, owner } = await this.job({
            ...{ status: 'launching', attempt: 2, requestedRoute: 'batch', route: 'warm' },
          });
          return { input: { jobId, attempt: 2 }, ids: [jobId, owner] };
        },
        'a job that has ended': () => queued({ status: 'failed' }),
      },
      differs: {
        what: /"offerId":"[0-9a-f]{32}"|"offerSeconds":\d+/g,
        because: 'An offer has a random id, and time goes by.',
      },
    };
  }

  /** A server that reports, and takes nothing. */
  private async mute(): Promise<void> {
    const row: ServerRow = {
      ...{ pool: 'warm', kind: 'ec2', ready: true, load: { running: 0, waiting: 0, places: 2 } },
      ...{ model: DEFAULT_MODEL, version: '1', beatAt: new Date(Date.now() + 5000).toISOString() },
    };
    const Item = { ...serverKey('i-00000000000000000'), ...row };
    await this.cloud.table.client.send(new PutCommand({ TableName: this.cloud.table.name, Item }));
  }

  /** By the call that the state's definition describes. */
  private offer(): Step {
    const found = tasksOf().find((task) => task.name === 'Offer');
    if (!found) throw new TypeError('there is no state Offer');
    const { Parameters: parameters } = found.state;
    const queues = new SQSClient({
      ...this.cloud.cloud.aws.connection,
      useQueueUrlAsEndpoint: false,
    });
    return {
      run: async (input) => {
        const { QueueUrl, MessageBody } = resolved(parameters, input, {
          token: `token-${unique()}`,
        }) as {
          QueueUrl: string;
          MessageBody: object;
        };
        await queues.send(
          new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(MessageBody) }),
        );
        return Object.keys(MessageBody);
      },
      finds: {
        'a job that is offered': async () => {
          const offerId = 'a'.repeat(32);
          const { jobId, owner } = await this.job({ route: 'warm', offerId });
          const QueueName = `offers-${unique()}`;
          const { QueueUrl: queueUrl = '' } = await queues.send(
            new CreateQueueCommand({ QueueName }),
          );
          const answer = { attempt: 1, offerId, queueUrl };
          return { input: { jobId, launched: { answer } }, ids: [jobId, owner] };
        },
      },
    };
  }

  private launch(): Step {
    const { faults } = this.cloud.cloud.ec2;
    const queued = async (given: Partial<Job> = {}): Promise<Given> => {
      const { jobId, owner } = await this.job(given);
      faults.add(
        // It never boots, and no event names it.
        { kind: 'machine', about: jobId, specify: (asked) => ({ ...asked, userData: '' }) },
        { kind: 'lost-event', about: jobId },
      );
      return { input: { jobId }, ids: [jobId, owner] };
    };
    return {
      run: async (input) => {
        const { jobId } = input as { jobId: string };
        const answer = await this.call('launch', input);
        const instances = this.cloud.instancesOf(jobId).map(({ state }) => state);
        // Not those that this step has ended.
        return {
          answer,
          alive: instances.filter((state) => /^(pending|running)$/.test(state)).length,
        };
      },
      finds: {
        'an instance': () => queued(),
        'an instance after a pool that has none': async () => {
          const given = await queued();
          const code = 'InsufficientInstanceCapacity';
          const match = { type: 'g4dn.xlarge' };
          faults.add({ kind: 'pool', code, match, about: given.ids[0] ?? '' });
          return given;
        },
        'no instance': async () => {
          const given = await queued();
          const code = 'InsufficientInstanceCapacity';
          faults.add({ kind: 'pool', code, about: given.ids[0] ?? '' });
          return given;
        },
        'an earlier transcript': () => queued({ reusedFrom: newJobId() }),
        'a day without quota': () =>
          queued({ notBefore: new Date(Date.now() + 3_600_000).toISOString() }),
        'a job that has ended': () => queued({ status: 'failed' }),
      },
      differs: {
        what: /"waitSeconds":\d+|"instanceId":"i-[0-9a-f]+"|"id":"i-[0-9a-f]+"|i-[0-9a-f]{17}/g,
        because: 'Pauses are drawn and go by; EC2 draws the ids of instances.',
      },
    };
  }

  /** A state that stores its token, by the SDK's call that its definition describes. */
  private token(name: string, status: 'queued' | 'launching' | 'processing'): Step {
    const found = tasksOf().find((task) => task.name === name);
    if (!found) throw new TypeError(`there is no state ${name}`);
    const { Parameters: parameters } = found.state;
    return {
      run: async (input) => {
        const asked = resolved(parameters, input, { token: `token-${unique()}` });
        const TableName = this.cloud.table.name;
        await new DynamoDBClient(this.cloud.cloud.aws.connection).send(
          new UpdateItemCommand({ ...(asked as UpdateItemCommand['input']), TableName }),
        );
        return 'stored';
      },
      finds: {
        'a job of its attempt': async () => {
          const given = { attempt: 2, launchedAt: AT };
          const { jobId, owner } =
            status === 'queued'
              ? await this.job({ status, ...given })
              : (await this.launched(status, given)).job;
          const states = { launched: { answer: { attempt: 2 } }, settled: { attempt: 2 } };
          return { input: { jobId, ...states }, ids: [jobId, owner] };
        },
      },
      differs: {
        what: /token-[0-9a-f]{12}|i-[0-9a-f]{17}/g,
        because: 'Each try has a token of its own, and the last one counts.',
      },
    };
  }

  private settle(): Step {
    const resultsBucket = this.cloud.output('ResultsBucketName');
    const documents = async (keyOf: (format: (typeof TRANSCRIPT_FORMATS)[number]) => string) => {
      for (const format of TRANSCRIPT_FORMATS) {
        await this.put(resultsBucket, keyOf(format), JSON.stringify({ jobId: 'job', format }));
      }
    };
    const after = (
      { job, instance }: { job: Job; instance?: JobInstance },
      more: object = {},
    ): Given => {
      const { jobId, owner, attempt } = job;
      const answer = instance
        ? { outcome: 'launched', attempt, instanceId: instance.id, timeoutSeconds: 21_600 }
        : { instanceId: '' };
      const input = { jobId, ...(attempt > 1 && { attempt }), launched: { answer }, ...more };
      return { input, ids: [jobId, owner, ...(instance ? [instance.id] : [])] };
    };
    const error = (Error: string) => ({ error: { Error, Cause: 'It said so.' } });
    const earlier = async (owner: string): Promise<Job> => {
      const job = await this.job({
        owner,
        status: 'completed',
        attempt: 1,
        result: aResult() as never,
      });
      await documents((format) => transcriptKey(job.jobId, format));
      return job;
    };
    const reusing = async (isThere: boolean, more: Partial<Job> = {}): Promise<Given> => {
      const owner = `o-${unique()}`;
      const reusedFrom = isThere ? (await earlier(owner)).jobId : newJobId();
      const job = await this.job({ owner, status: 'processing', attempt: 1, reusedFrom, ...more });
      const given = after({ job });
      return { ...given, ids: [...given.ids, reusedFrom] };
    };
    const analysis: Job['analysis'] = [{ preset: 'summary', model: 'tiny-llm' }];
    /** Its transcript is published, and a machine works on the analyses. */
    const analysing = async (given: Partial<Job> = {}) =>
      this.launched('processing', {
        ...{ analysis, result: aResult() as never, transcribedAt: AT, attempt: 1 },
        ...{ taskToken: 'the second', tokenAttempt: 1, tokenPhase: 'analysis', ...given },
      });
    return {
      run: (input) => this.call('settle', input),
      finds: {
        'a result, and analyses to follow': async () => {
          const model = `m-${unique()}`;
          const token = { taskToken: 'the first', tokenAttempt: 1 };
          const given = await this.launched('processing', { model, analysis, ...token });
          await documents((format) => attemptTranscriptKey(given.job, format));
          const settled = after(given, { result: aResult() });
          return { ...settled, ids: [...settled.ids, model] };
        },
        'a result that was published before': async () => {
          const token = { taskToken: 'the first', tokenAttempt: 2 };
          const given = { attempt: 2, tokenPhase: undefined, ...token };
          return after(await analysing(given), { result: aResult() });
        },
        'a result of which a late try comes while the analysis is awaited': async () =>
          after(await analysing(), { result: aResult() }),
        analyses: async () => {
          const given = await analysing();
          const document = { jobId: given.job.jobId, complete: true, analyses: [] };
          const key = attemptAnalysisKey(given.job);
          await this.put(resultsBucket, key, JSON.stringify(document));
          return after(given, { result: aResult(), analysed: {} });
        },
        'a machine lost in the analysis': async () =>
          after(await analysing(), error('InstanceLost')),
        'a machine lost in the last attempt of the analysis': async () =>
          after(await analysing({ attempt: 4 }), error('InstanceLost')),
        'an earlier transcript to analyse': () => reusing(true, { analysis }),
        'a result': async () => {
          const model = `m-${unique()}`;
          const output = { bucket: 'spotscribe-local-output', prefix: 'output/' };
          const given = await this.launched('processing', { model, output });
          await documents((format) => attemptTranscriptKey(given.job, format));
          const settled = after(given, { result: aResult() });
          return { ...settled, ids: [...settled.ids, model] };
        },
        'a result of which the original is not kept': async () => {
          const model = `m-${unique()}`;
          const redact = RedactRequest.parse({ keepOriginal: false });
          const given = await this.launched('processing', { model, redact });
          const { jobId, attempt } = given.job;
          const of = { jobId, attempt };
          await documents((format) => attemptTranscriptKey(of, format));
          await documents((format) => attemptRedactedKey(of, format));
          const more = [attemptFoundKey(of), attemptPseudonymsKey(of), checkpointKey(of, 0)];
          for (const key of more) await this.put(resultsBucket, key, '{}');
          await this.put(storedAudio(given.job).bucket, `uploads/${jobId}/a.wav`, 'x');
          const settled = after(given, { result: aResult() });
          return { ...settled, ids: [...settled.ids, model] };
        },
        'a result without documents': async () =>
          after(await this.launched('processing'), { result: aResult() }),
        'a lost machine': async () =>
          after(await this.launched('processing'), error('InstanceLost')),
        'a lost machine again': async () =>
          after(await this.launched('processing', { attempt: 2 }), error('InstanceLost')),
        'a lost machine in the last attempt': async () =>
          after(await this.launched('processing', { attempt: 4 }), error('InstanceLost')),
        'a token that was not stored': async () =>
          after(await this.launched('launching'), error('DynamoDb.ThrottlingException')),
        'audio that cannot be read': async () =>
          after(await this.launched('processing'), error('AudioUnreadable')),
        'an earlier transcript': () => reusing(true),
        'an earlier transcript that is gone': () => reusing(false),
        'a launch that AWS did not carry out': async () =>
          after(
            { job: await this.job({ updatedAt: new Date().toISOString() }) },
            error('Lambda.ServiceException'),
          ),
        'a launch that failed': async () =>
          after(
            { job: await this.job({ status: 'launching', attempt: 1 }) },
            error('Lambda.ServiceException'),
          ),
        'a launch that must not be': async () =>
          after({ job: await this.job() }, error('DeadlineExceeded')),
        'a job that was cancelled': async () =>
          after(await this.launched('processing'), error('Cancelled')),
      },
      differs: {
        what: /"output":\{[^}]*\}|"what":"output-(written|failed)"|^spotscribe-local-output.*/g,
        because: "The owner's own bucket is tried once, after the SDK's retries; the job says so.",
      },
    };
  }

  private terminate(): Step {
    const client = () => new EC2Client({ ...this.cloud.cloud.aws.connection, maxAttempts: 1 });
    return {
      run: async (input) => {
        const { instanceId } = input as { instanceId: string };
        await client().send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
        return this.cloud.cloud.ec2.host.get(instanceId)?.state === 'running' ? 'runs' : 'ends';
      },
      atRest: async (input) => {
        const { instanceId } = input as { instanceId: string };
        await this.cloud.until('EC2 has told all of it', 'none', async () => {
          const row = await this.cloud.table.get(instanceKey(instanceId), z.looseObject({}));
          return ['runningAt', 'endedAt', 'terminatedAt'].every((moment) => row?.[moment]);
        });
      },
      finds: {
        'an instance': async () => {
          const { id } = await launchByHand(this.cloud);
          return { input: { instanceId: id }, ids: [id] };
        },
      },
    };
  }

  // --- Webhooks

  private combineSession(): Step {
    const resultsBucket = this.cloud.output('ResultsBucketName');
    const owner = this.cloud.cloud.info.owner;
    const places = new SessionPlaces(this.cloud.table, this.cloud.jobs);
    /** The last chunk of a session has ended; its earlier ones were combined by now, or not. */
    const ended = async (
      status: 'completed' | 'failed',
      { count = 2, createdAt = AT } = {},
    ): Promise<Given> => {
      const id = `s-${unique()}`;
      const sessionKey = sessionKeyOf(owner, id);
      const ids: string[] = [];
      for (const index of [0, 1]) {
        const session = { id, index, count, start: 10 * index };
        const webhook = { ...this.cloud.webhook, events: ['session.completed' as const] };
        const job = aJob({
          ...{ jobId: newJobId(), owner, createdAt, session, webhook },
          ...{ status: index === 0 ? 'completed' : status, attempt: 1, endedAt: AT },
        });
        const standing = await places.standing(owner, session);
        const writes = places.writes(job, { requested: session, standing });
        await this.cloud.jobs.createWith(writes, job);
        for (const format of TRANSCRIPT_FORMATS) {
          const { transcript } = transcriptSoFar(job, []);
          const text = format === 'json' ? JSON.stringify(transcript) : '';
          await this.put(resultsBucket, transcriptKey(job.jobId, format), text);
        }
        ids.push(job.jobId);
      }
      const [first = '', last = ''] = ids;
      const store = new SessionStore(this.cloud.table);
      await store.noteEnd(sessionKey, { index: 0, jobId: first }, 'completed');
      return { input: { jobId: last }, ids: [last, first, sessionKey, id] };
    };
    return {
      run: (input) => this.call('combineSession', input),
      finds: {
        'the last chunk of a session': () => ended('completed'),
        'a chunk that failed': () => ended('failed'),
        'a chunk of a session that waits for others': () =>
          ended('completed', { count: 3, createdAt: new Date().toISOString() }),
      },
    };
  }

  private notify(): Step {
    return {
      run: (input) => this.call('notify', input),
      finds: {
        'a job that has ended': async () => {
          const { jobId } = await this.job({
            ...{ owner: this.cloud.cloud.info.owner, webhook: this.cloud.webhook },
            ...{ status: 'failed', attempt: 1, endedAt: AT },
          });
          return { input: { jobId }, ids: [jobId] };
        },
      },
      differs: HANDED_ON,
    };
  }

  private deliver(): Step {
    return {
      run: (input) => this.call('deliver', input),
      finds: {
        'a delivery that waits': async () => {
          const job = await this.job({
            ...{ owner: this.cloud.cloud.info.owner, webhook: this.cloud.webhook },
            ...{ status: 'failed', attempt: 1, endedAt: AT },
          });
          const { apiUrl } = this.cloud.cloud.info;
          const about = { endpoints: [], apiUrl, at: new Date() };
          const [delivery] = deliveriesOf(job, ['job.failed'], about);
          if (!delivery) throw new TypeError('nobody is told of the job');
          await new DeliveryStore(this.cloud.table).create([delivery]);
          return { input: { deliveryId: delivery.deliveryId, round: 0 }, ids: [job.jobId] };
        },
      },
      differs: TRIES,
    };
  }

  // --- What instances and events do

  private claim(): Step {
    const { table } = this.cloud;
    const signer = new ObjectSigner();
    const using = {
      ...{
        jobs: new OfferStore(table),
        machines: new PoolMachines(table),
        tokens: new AnalysisTokens(table),
        signer,
        endpoints: new EndpointStore(table),
        deliveries: new DeliveryStore(table),
        secrets: new RedactionSecrets(table),
      },
      ...{ workflow: new Workflow(), deliveryStateMachineArn: this.machines.deliveries },
      ...{ apiUrl: this.cloud.cloud.info.apiUrl, objects: new ObjectLister() },
      resultsBucket: this.cloud.output('ResultsBucketName'),
      ...{ heartbeatSeconds: 240, audioUrlAllow: [] },
      models: {
        ...{ parameters: new ParameterStore(), stage: 'local', signer, bucket: 'none' },
        declared: [DEFAULT_MODEL],
      },
    };
    return {
      run: async (input) => {
        const { kind } = await claim(input as Parameters<typeof claim>[0], using);
        return kind;
      },
      finds: {
        'its job, whose owner wants to know': async () => {
          const { job, instance } = await this.launched('launching', {
            webhook: { ...this.cloud.webhook, events: ['job.processing'] },
            ...{ taskToken: 'token', tokenAttempt: 1 },
          });
          const input = { instanceId: instance.id, agentId: 'agent' };
          return { input, ids: [job.jobId, job.owner, instance.id] };
        },
      },
    };
  }

  private audioUploaded(): Step {
    const uploaded = async (body: Buffer | undefined): Promise<Given> => {
      const { jobId, owner, audio } = await this.job({ status: 'awaiting_upload' });
      const { bucket, key } = storedAudio({ ...aJob(), audio });
      if (body) await this.put(bucket, key, body);
      return { input: { detail: { object: { key } } }, ids: [jobId, owner] };
    };
    const late = async (): Promise<Given> => {
      const jobId = newJobId();
      const key = `uploads/${jobId}/a.wav`;
      const Item = deletionKey(jobId);
      await this.cloud.table.client.send(
        new PutCommand({ TableName: this.cloud.table.name, Item }),
      );
      await this.put(this.cloud.output('AudioBucketName'), key, 'late');
      return { input: { detail: { object: { key } } }, ids: [jobId] };
    };
    return {
      run: (input) => this.call('audioUploaded', input),
      finds: {
        'a good upload': () => uploaded(scriptAudio(SHORT)),
        'an empty upload': () => uploaded(Buffer.alloc(0)),
        'an upload that is gone': () => uploaded(undefined),
        'an upload to a job that was deleted': late,
      },
      differs: {
        what: /"versionId":"[^"]*"/g,
        because: 'S3 draws the version.',
      },
    };
  }

  private audioDropped(): Step {
    const { table, jobs } = this.cloud;
    const usingOf = (owner: string, jobsPerDay: number) => ({
      ...{ jobs, owner, jobsPerDay, quotas: new JobQuotas(table), results: new ResultCache(table) },
      ...{
        objects: new ObjectLister(),
        maxAudioSeconds: 3600,
        outputBuckets: [],
        analysisModels: [],
      },
      models: [DEFAULT_MODEL],
      ...{ workflow: new Workflow(), stateMachineArn: this.machines.jobs },
    });
    /** @param isFull today's only place is taken */
    const dropped = async (isFull: boolean, metadata: Record<string, string> = {}) => {
      const owner = `o-${unique()}`;
      const bucket = this.cloud.output('AudioBucketName');
      const key = `drop/${owner}/a.wav`;
      const Body = scriptAudio(SHORT);
      await this.cloud.s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body, Metadata: metadata }),
      );
      const quotas = new JobQuotas(table);
      if (isFull) await (await quotas.reserve(owner, 1, newJobId())).keep();
      const input = { object: { bucket, key, version: '1' }, owner };
      return { input, ids: [dropJobId(input.object), owner] };
    };
    return {
      run: async (input) => {
        const { object, owner } = input as {
          object: Parameters<typeof audioDropped>[0];
          owner: string;
        };
        return audioDropped(object, usingOf(owner, 1));
      },
      finds: {
        'a day with quota': () => dropped(false),
        'a day without quota': () => dropped(true),
        'an option that is ignored': () => dropped(false, { 'spotscribe-words': 'perhaps' }),
      },
      differs: { what: /"versionId":"[^"]*"/g, because: 'S3 draws the version.' },
    };
  }

  private intake(): Step {
    const { owner, audioBucket } = this.cloud.cloud.info;
    const sent = async (bodyOf: (s3: string, name: string) => object) => {
      const name = unique();
      const key = `in/${owner}/${name}.wav`;
      await this.put(audioBucket, key, scriptAudio(SHORT));
      const body = bodyOf(`s3://${audioBucket}/${key}`, name);
      const message = {
        ...{ messageId: name, receiptHandle: 'none', body: JSON.stringify(body) },
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: {},
        eventSourceARN: this.cloud.output('IntakeQueueArn'),
      };
      const olderId = 'job_id' in body ? name : undefined;
      const jobId = messageJobId(owner, messageIdentity(message, olderId));
      return { input: { Records: [message] }, ids: [jobId, name] };
    };
    return {
      run: (input) => this.call('intake', input),
      finds: {
        'the body of a request': () => sent((s3) => ({ audio: { s3 } })),
        'the older form': () => sent((s3, name) => ({ job_id: name, s3_input_path: s3 })),
      },
      differs: {
        what: /"versionId":"[^"]*"|\b[0-9a-f]{64}\b/g,
        because: 'S3 draws the version, and the hashes are of the id and the body.',
      },
    };
  }

  /** EC2's events of one instance, in the order in which they happen. */
  async lifeOf(): Promise<{ inputs: unknown[]; ids: readonly [string, ...string[]] }> {
    const { job, instance } = await this.launched('launching');
    const type = 'EC2 Instance State-change Notification';
    const inputs = ['running', 'shutting-down', 'terminated'].map((state, minute) => ({
      time: `2026-11-21T12:0${minute}:00Z`,
      'detail-type': type,
      detail: { 'instance-id': instance.id, state },
    }));
    return { inputs, ids: [job.jobId, job.owner, instance.id] };
  }

  private instanceChanged(): Step {
    const changed = async (state: string, given: Partial<Job> = {}): Promise<Given> => {
      const { job, instance } = await this.launched('launching', given);
      const detail = { 'instance-id': instance.id, state };
      const type = 'EC2 Instance State-change Notification';
      const input = { time: '2026-11-21T12:01:00Z', 'detail-type': type, detail };
      return { input, ids: [job.jobId, job.owner, instance.id] };
    };
    return {
      run: (input) => this.call('instanceChanged', input),
      finds: {
        'an instance that runs': () => changed('running'),
        'an instance that ends, for which nobody waits yet': () => changed('shutting-down'),
        'an instance that is gone, for which a job waits': () =>
          changed('terminated', { taskToken: 'over', tokenAttempt: 1 }),
      },
    };
  }
}

/** Left to the deliveries' own tests: a receiver may be told twice, by one id. */
const TRIES = {
  what: /^.*"what":"webhook-(delivered|failed)".*$|"latencySeconds":[\d.]+/g,
  because:
    'A try whose result was not written is made again, and the timeline shows the tries that were.',
};

/** Which of the two tries a delivery is left to the deliveries' own tests. */
const HANDED_ON = {
  what: new RegExp(
    [
      TRIES.what.source,
      /^execution dlv-.*$/.source,
      /"(nextTryAt|listedAs|open)":"[^"]*",/.source,
      /"status":"(delivered|pending)"|"tries":\[[^\]]*\]/.source,
    ].join('|'),
    'g',
  ),
  because:
    'A delivery whose write had no answer may be another caller’s: its own execution tries it.',
};

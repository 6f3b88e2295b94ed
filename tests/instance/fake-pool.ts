/**
 * The pools of a fake AWS: the queue of offers, claims by an offer, and health reports. A job is handed
 * out when its offer is accepted: before that a claim is answered 409, after its end 410.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { HealthReport } from '../../core/machines/pool/server-row.ts';
import { ClaimRequest, type WorkOrder } from '../../core/job/work-order.ts';
import { taskError, type Answer, type FakeAws } from './fake-aws.ts';

const OFFER_ID = '0123456789abcdef0123456789abcdef';
/** Until an empty answer: shorter than SQS waits. */
const POLL_MS = 20;

const SqsInput = z.looseObject({ ReceiptHandle: z.string().optional() });
const TaskInput = z.looseObject({ taskToken: z.string() });

interface OfferedJob {
  id: string;
  audio: Buffer;
  order: Partial<WorkOrder>;
  isAccepted: boolean;
  isOver: boolean;
  /** Its message is older than the latest offer. */
  isStale: boolean;
}

/** The nth job: ids have a form. */
export function jobId(nth: number): string {
  return `job-${nth.toString().padStart(24, '0')}`;
}

export class FakePool {
  /** Visible messages, by job. */
  readonly queue: string[] = [];
  readonly deleted: string[] = [];
  readonly handedBack: string[] = [];
  /** Claims, each as `job status`. */
  readonly claims: string[] = [];
  readonly agents = new Set<string>();
  readonly reports: HealthReport[] = [];
  /** Answers of the next claims; then as the job is. */
  readonly claimAnswers: Answer[] = [];
  /** Answers of the next health reports; then that it goes on. */
  readonly healthAnswers: Answer[] = [];
  /** Receives wait, once the queue is empty, until `answerReceives`. */
  holdsReceives = false;
  readonly #held: (() => void)[] = [];
  readonly #jobs = new Map<string, OfferedJob>();
  readonly #aws: FakeAws;

  constructor(aws: FakeAws) {
    this.#aws = aws;
    aws.first = (request, body) => this.#answer(request, body);
  }

  get queueUrl(): string {
    return `${this.#aws.url}/queue`;
  }

  /** @returns the job's id */
  offer(nth: number, audio: Buffer, more: Partial<OfferedJob> = {}): string {
    const id = jobId(nth);
    const job = { id, audio, order: {}, isAccepted: false, isOver: false, isStale: false, ...more };
    this.#jobs.set(id, job);
    this.queue.push(id);
    return id;
  }

  isAccepted(id: string): boolean {
    return this.#jobs.get(id)?.isAccepted ?? false;
  }

  /** Outcomes, each as `job action code`, in their order; those of analyses as `analysis-job …`. */
  get outcomes(): string[] {
    return this.#aws.verdicts.map(({ action, input }) =>
      [
        String(input['taskToken']).replace('task-', ''),
        action.replace('SendTask', ''),
        input['error'],
      ]
        .filter(Boolean)
        .join(' '),
    );
  }

  #answer(request: IncomingMessage, body: Buffer): Answer | undefined {
    const target = String(request.headers['x-amz-target']);
    if (target.startsWith('AmazonSQS.')) return this.#sqs(target, body);
    if (target === 'AWSStepFunctions.SendTaskHeartbeat') return this.#heartbeat(body);
    if (target === 'AWSStepFunctions.SendTaskSuccess') return this.#accept(body);
    if (request.url === '/api/instances/health') return this.#report(body);
    if (request.url === '/api/instances/claim') return this.#claim(body);
    const audio = /^\/audio\/(.+)$/.exec(request.url ?? '')?.[1];
    return audio === undefined ? undefined : this.#audio(audio);
  }

  #sqs(target: string, body: Buffer): Answer {
    const { ReceiptHandle: id = '' } = SqsInput.parse(JSON.parse(body.toString()));
    switch (target) {
      case 'AmazonSQS.ReceiveMessage':
        return this.#receive();
      case 'AmazonSQS.DeleteMessage':
        this.deleted.push(id);
        return { status: 200, body: {} };
      case 'AmazonSQS.ChangeMessageVisibility':
        this.handedBack.push(id);
        return { status: 200, body: {} };
      default:
        return { status: 400 };
    }
  }

  /** Answers the receives that wait. */
  answerReceives(): void {
    this.holdsReceives = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  #receive(): Answer {
    if (this.queue.length > 0) return { status: 200, body: this.#next() };
    return (response) => {
      const answer = () => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify(this.#next()));
      };
      if (this.holdsReceives) this.#held.push(answer);
      else setTimeout(answer, POLL_MS);
    };
  }

  #next(): unknown {
    const id = this.queue.shift();
    if (id === undefined) return {};
    const offer = { jobId: id, attempt: 1, offerId: OFFER_ID, offerToken: `offer-${id}` };
    const text = JSON.stringify(offer);
    const md5 = createHash('md5').update(text).digest('hex');
    const message = { MessageId: id, ReceiptHandle: id, Body: text, MD5OfBody: md5 };
    return { Messages: [message] };
  }

  /** Undefined unless it is of an offer that is over. */
  #heartbeat(body: Buffer): Answer | undefined {
    const { taskToken } = TaskInput.parse(JSON.parse(body.toString()));
    const job = this.#jobs.get(taskToken.replace('offer-', ''));
    return job?.isStale ? taskError('TaskTimedOut') : undefined;
  }

  /** Undefined for an outcome. */
  #accept(body: Buffer): Answer | undefined {
    const { taskToken } = TaskInput.parse(JSON.parse(body.toString()));
    const job = this.#jobs.get(taskToken.replace('offer-', ''));
    if (!job) return undefined;
    job.isAccepted = true;
    return { status: 200, body: {} };
  }

  #claim(body: Buffer): Answer {
    const { agentId, offer } = ClaimRequest.parse(JSON.parse(body.toString()));
    this.agents.add(agentId);
    const job = this.#jobs.get(offer?.jobId ?? '');
    const answer = this.claimAnswers.shift() ?? this.#order(job);
    this.claims.push(`${offer?.jobId} ${typeof answer === 'object' ? answer.status : 0}`);
    return answer;
  }

  #order(job: OfferedJob | undefined): Answer {
    if (!job) return { status: 404 };
    if (job.isOver) return { status: 410 };
    if (!job.isAccepted) return { status: 409 };
    const order = this.#aws.workOrder();
    const hasTranscript = this.outcomes.includes(`${job.id} Success`);
    const { analysis } = job.order;
    const body = {
      ...order,
      jobId: job.id,
      taskToken: `${hasTranscript ? 'analysis' : 'task'}-${job.id}`,
      audio: { url: `${this.#aws.url}/audio/${job.id}`, bytes: job.audio.length },
      results: { ...order.results, prefix: `jobs/${job.id}/attempts/001/` },
      ...job.order,
      ...(analysis && {
        analysis: { ...analysis, awaits: hasTranscript ? 'analysis' : analysis.awaits },
      }),
    } satisfies WorkOrder;
    return { status: 200, body };
  }

  #audio(id: string): Answer {
    const audio = this.#jobs.get(id)?.audio;
    return (response) => response.writeHead(audio ? 200 : 404, { etag: '"1"' }).end(audio);
  }

  #report(body: Buffer): Answer {
    this.reports.push(HealthReport.parse(JSON.parse(body.toString())));
    return this.healthAnswers.shift() ?? { status: 200, body: { retire: false } };
  }
}

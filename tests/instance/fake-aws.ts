/**
 * AWS as an instance sees it, played by two local servers that record the requests: the claim
 * route, S3 and Step Functions on one, the instance metadata service on the other. Only what the
 * agent may count on is here; the embedded cloud checks signatures and rights.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { modelOf, type ModelToFetch } from '../../core/transcript/model.ts';
import { ClaimRequest, type WorkOrder } from '../../core/job/work-order.ts';

export const TOKEN = 'task-token-that-nobody-may-see';
export const JOB = 'job-1';
export const INSTANCE = 'i-0123456789abcdef0';
export const LOG_GROUP = '/spotscribe/test/instances';
export const LOG_ROLE = 'arn:aws:iam::000000000000:role/test-log';
/** Key of the log role's session. */
const LOG_KEY = 'ASIALOGS';

/** How one request is answered; a function ends it itself. */
export type Answer =
  | { status: number; body?: unknown }
  | ((response: ServerResponse, request: IncomingMessage) => void);
const TaskInput = z.record(z.string(), z.string());
export interface Call {
  action: string;
  input: z.infer<typeof TaskInput>;
}
export interface Upload {
  key: string;
  contentType: string;
  text: string;
  fields: string[];
}

export class FakeAws {
  /** Sent as the audio. */
  audio: Buffer = Buffer.from('[]');
  order: Partial<WorkOrder> = {};
  /** Answers of the next claims; then the work order. */
  readonly claimAnswers: Answer[] = [];
  /** Answers of the next audio requests; then the audio. */
  readonly audioAnswers: Answer[] = [];
  /** Answers of the next uploads; then 204. */
  readonly uploadAnswers: Answer[] = [];
  /** Keys that are refused for good. */
  refuseUploads: (key: string) => boolean = () => false;
  /** A job's documents are not taken before this is so: what is sent beside them can arrive. */
  takesDocuments: () => boolean = () => true;
  /** Answers of the next calls of Step Functions, by action; then success. */
  readonly taskAnswers: Record<string, Answer[]> = {};
  /** Pieces of a checkpoint, for the order's `resume`. */
  pieces: string[] = [];
  /** Answers of the next requests for a piece; then the piece. */
  readonly pieceAnswers: Answer[] = [];
  /** Files of a model that is newer than the image's, for the order's `model`. */
  readonly modelFiles = new Map<string, Buffer>();
  /** Answers of the next requests for a file of it; then the range that was asked for. */
  readonly modelAnswers: Answer[] = [];
  /** When EC2 takes the machine back, as the notice says it. */
  spotNotice: string | undefined;
  rebalance = false;
  metadataToken = 'metadata-token';
  /** Undefined: the metadata service does not know it. */
  instanceType: string | undefined;
  /** The instance's tag. */
  pool: string | undefined;

  /** Answers a request before all others, or leaves it to them. */
  first: (request: IncomingMessage, body: Buffer) => Answer | undefined = () => undefined;

  readonly claims: { authorization: string; body: ClaimRequest }[] = [];
  readonly ranges: (string | undefined)[] = [];
  /** Of the model: `name first-last`. */
  readonly modelRanges: string[] = [];
  readonly uploads: Upload[] = [];
  readonly calls: Call[] = [];
  /** Lines that were shipped, by stream. */
  readonly logs = new Map<string, Record<string, unknown>[]>();
  /** Answers of the next calls of CloudWatch Logs; then success. */
  readonly logAnswers: Answer[] = [];

  readonly #cloud = createServer((request, response) => void this.#answer(request, response));
  readonly #metadata = createServer((request, response) => this.#tell(request, response));

  async start(): Promise<this> {
    await Promise.all([listen(this.#cloud), listen(this.#metadata)]);
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([close(this.#cloud), close(this.#metadata)]);
  }

  get url(): string {
    return urlOf(this.#cloud);
  }

  get metadataUrl(): string {
    return urlOf(this.#metadata);
  }

  /** Resolves once the condition holds; every answer is an occasion to look. @throws after a minute and a half. */
  async until(condition: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(90_000);
    while (!condition()) await once(this.#cloud, 'answered', { signal });
  }

  /** The calls that are a verdict. */
  get verdicts(): Call[] {
    return this.calls.filter(({ action }) => action !== 'SendTaskHeartbeat');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (/\/attempts\/\d+\/transcript\./.test(body.toString('latin1')))
      await this.until(this.takesDocuments);
    const answer = this.first(request, body) ?? this.#handle(request, body);
    if (typeof answer === 'function') answer(response, request);
    else respond(response, answer);
    this.#cloud.emit('answered');
  }

  #handle(request: IncomingMessage, body: Buffer): Answer {
    switch (`${request.method} ${request.url?.split('?')[0]}`) {
      case 'POST /api/instances/claim':
        return this.#claim(request, body);
      case 'GET /audio':
        return this.#audio(request);
      case 'GET /piece':
        return this.pieceAnswers.shift() ?? this.#piece(request);
      case 'GET /model':
        return this.#modelFile(request);
      case 'POST /results':
        return this.#upload(request, body);
      case 'POST /':
        return this.#service(request, body);
      default:
        return { status: 404 };
    }
  }

  /** What shares one address: Step Functions, CloudWatch Logs and STS. */
  #service(request: IncomingMessage, body: Buffer): Answer {
    const target = request.headers['x-amz-target'];
    if (target === undefined) return assumedRole(new URLSearchParams(body.toString()));
    return String(target).startsWith('Logs_')
      ? this.#log(request, body)
      : this.#task(request, body);
  }

  #claim(request: IncomingMessage, body: Buffer): Answer {
    const authorization = request.headers.authorization ?? '';
    this.claims.push({ authorization, body: ClaimRequest.parse(JSON.parse(body.toString())) });
    return this.claimAnswers.shift() ?? { status: 200, body: this.workOrder() };
  }

  /** The addresses of all pieces. */
  get pieceUrls(): string[] {
    return this.pieces.map((_, nth) => `${this.url}/piece?nth=${nth}&X-Amz-Signature=secret`);
  }

  /** What the files are, as their manifest says it; undefined without one. */
  get model(): ModelToFetch | undefined {
    const manifest = this.modelFiles.get('manifest.json');
    if (!manifest) return undefined;
    const { model } = modelOf(manifest);
    const urlOf = (name: string) => `${this.url}/model?name=${name}&X-Amz-Signature=secret`;
    const files = model.files.map((file) => ({ ...file, url: urlOf(file.name) }));
    return { ...model, files };
  }

  workOrder(): WorkOrder {
    return {
      jobId: JOB,
      attempt: 1,
      taskToken: TOKEN,
      audio: { url: `${this.url}/audio?X-Amz-Signature=secret`, bytes: this.audio.length },
      results: {
        url: `${this.url}/results`,
        fields: { policy: 'signed', 'x-amz-signature': 'signed' },
        prefix: `jobs/${JOB}/attempts/001/`,
      },
      options: { model: 'tiny', language: 'sv', words: false, channels: 'mix' },
      ...(this.model && { model: this.model }),
      heartbeatSeconds: 8,
      expiresAt: new Date(Date.now() + 900_000).toISOString(),
      ...this.order,
    };
  }

  #audio(request: IncomingMessage): Answer {
    const { range } = request.headers;
    this.ranges.push(range);
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const whole = (response: ServerResponse) => {
      response.writeHead(range === undefined ? 200 : 206, { etag: '"1"' });
      response.end(this.audio.subarray(from));
    };
    return this.audioAnswers.shift() ?? whole;
  }

  /** As S3 answers a range: 206, or 416 behind the end. */
  #modelFile(request: IncomingMessage): Answer {
    const name = new URL(request.url ?? '', this.url).searchParams.get('name') ?? '';
    const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    this.modelRanges.push(`${name} ${first}-${last}`);
    const answer = this.modelAnswers.shift();
    if (answer) return answer;
    const file = this.modelFiles.get(name);
    if (!file) return { status: 404 };
    if (Number(first) >= file.length) return { status: 416 };
    const range = file.subarray(Number(first), Number(last) + 1);
    return (response) => response.writeHead(206).end(range);
  }

  #piece(request: IncomingMessage): Answer {
    const nth = Number(new URL(request.url ?? '', this.url).searchParams.get('nth'));
    return (response) => response.end(this.pieces[nth]);
  }

  #upload(request: IncomingMessage, body: Buffer): Answer {
    const form = formOf(request.headers['content-type'] ?? '', body);
    if (this.refuseUploads(form.get('key') ?? '')) return { status: 400 };
    const answer = this.uploadAnswers.shift() ?? { status: 204 };
    if (typeof answer === 'object' && answer.status < 300) {
      this.uploads.push({
        key: form.get('key') ?? '',
        contentType: form.get('Content-Type') ?? '',
        text: form.get('file') ?? '',
        fields: [...form.keys()],
      });
    }
    return answer;
  }

  #task(request: IncomingMessage, body: Buffer): Answer {
    const action = String(request.headers['x-amz-target']).replace('AWSStepFunctions.', '');
    this.calls.push({ action, input: TaskInput.parse(JSON.parse(body.toString())) });
    return this.taskAnswers[action]?.shift() ?? { status: 200, body: {} };
  }

  #log(request: IncomingMessage, body: Buffer): Answer {
    const answer = this.logAnswers.shift();
    if (answer) return answer;
    const { logGroupName, logStreamName, logEvents } = LogsInput.parse(JSON.parse(body.toString()));
    const isByLogRole = request.headers.authorization?.includes(`Credential=${LOG_KEY}/`);
    if (logGroupName !== LOG_GROUP || !isByLogRole) return { status: 400 };
    const isNew = String(request.headers['x-amz-target']).endsWith('.CreateLogStream');
    const lines = this.logs.get(logStreamName);
    if (isNew && lines) return logsError('ResourceAlreadyExistsException');
    if (!isNew && !lines) return logsError('ResourceNotFoundException');
    const told = logEvents.map(({ message }) => JSON.parse(message) as Record<string, unknown>);
    this.logs.set(logStreamName, [...(lines ?? []), ...told]);
    return { status: 200, body: {} };
  }

  #tell(request: IncomingMessage, response: ServerResponse): void {
    const role = '/latest/meta-data/iam/security-credentials/';
    const said: Record<string, string | undefined> = {
      'PUT /latest/api/token': this.metadataToken,
      'GET /latest/meta-data/instance-id': INSTANCE,
      'GET /latest/meta-data/instance-type': this.instanceType,
      'GET /latest/meta-data/tags/instance/Pool': this.pool,
      [`GET ${role}`]: 'instance-role',
      [`GET ${role}instance-role`]: JSON.stringify(CREDENTIALS),
      'GET /latest/meta-data/spot/instance-action':
        this.spotNotice && JSON.stringify({ action: 'terminate', time: this.spotNotice }),
      'GET /latest/meta-data/events/recommendations/rebalance': this.rebalance ? '{}' : undefined,
    };
    const text = said[`${request.method} ${request.url}`];
    const sent = request.headers['x-aws-ec2-metadata-token'];
    const authorized = request.method === 'PUT' || sent === this.metadataToken;
    response.writeHead(authorized ? (text === undefined ? 404 : 200) : 401).end(text);
  }
}

/** STS's answer to a machine that takes the log role, tagged with its own id. */
function assumedRole(asked: URLSearchParams): Answer {
  const tag = [asked.get('Tags.member.1.Key'), asked.get('Tags.member.1.Value')].join('=');
  if (asked.get('RoleArn') !== LOG_ROLE || tag !== `instance=${INSTANCE}`) return { status: 403 };
  const fields = {
    AccessKeyId: LOG_KEY,
    SecretAccessKey: 'secret-key',
    SessionToken: 'session-token',
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const lines = Object.entries(fields).map(([name, value]) => `      <${name}>${value}</${name}>`);
  return (response) =>
    response.end(`<AssumeRoleResponse>\n${lines.join('\n')}\n</AssumeRoleResponse>`);
}

const CREDENTIALS = {
  AccessKeyId: 'ASIAINSTANCE',
  SecretAccessKey: 'secret-key-of-the-role',
  Token: 'session-token-of-the-role',
  Expiration: new Date(Date.now() + 6 * 3600_000).toISOString(),
};

const LogsInput = z.object({
  logGroupName: z.string(),
  logStreamName: z.string(),
  logEvents: z.array(z.object({ timestamp: z.int(), message: z.string() })).default([]),
});

function logsError(name: string): Answer {
  return { status: 400, body: { __type: name } };
}

/** An error as Step Functions tells it. */
export function taskError(name: string): Answer {
  return { status: 400, body: { __type: name, message: name } };
}

/** The fields of a multipart form, in their order; made for text. */
function formOf(contentType: string, body: Buffer): Map<string, string> {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  const fields = body.toString().split(`--${boundary}`).slice(1, -1);
  return new Map(
    fields.map((field) => {
      const end = field.indexOf('\r\n\r\n');
      const name = /name="([^"]*)"/.exec(field.slice(0, end))?.[1] ?? '';
      return [name, field.slice(end + 4, -2)];
    }),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function respond(response: ServerResponse, { status, body }: { status: number; body?: unknown }) {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

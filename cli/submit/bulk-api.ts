/** The operations of the API that a submission needs; each is repeatable, and repeated until it is answered. */
import * as z from 'zod';
import { ApiError } from '../../client/api-client.ts';
import {
  SignedBulkFiles,
  type SignedBulkFile,
  type WantedBulkFile,
} from '../../core/bulk/bulk-files.ts';
import type { BulkOptions, CreateBulkRequest } from '../../core/bulk/bulk-request.ts';
import { BulkView, CreatedBulk } from '../../core/view/bulk-view.ts';
import { RoutedQuote } from '../../core/job/routed-quote.ts';
import type { Access } from '../monitor/access.ts';
import { Busy, firmly, type Patience } from './firmly.ts';
import { ServerLine } from './server-line.ts';

export type NewBulk = z.input<typeof CreateBulkRequest>;

interface Asked {
  method?: 'GET' | 'POST';
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The longest time for one answer: a hundred files are looked at for one of them. */
const ANSWER_MS = 60_000;
const PASSING = [408, 429, 500, 502, 503, 504];

interface QuoteBody extends Pick<BulkOptions, 'model' | 'speakers' | 'review'> {
  durationSeconds: number;
  route: string;
}

export class BulkApi {
  readonly #access: Access;
  readonly #patience: Patience;

  constructor(access: Access, patience: Patience) {
    this.#access = access;
    this.#patience = patience;
  }

  /** @param key makes it the same bulk if it is asked for again */
  async create(body: NewBulk, key: string): Promise<CreatedBulk> {
    const headers = { 'idempotency-key': key };
    return this.#json({ method: 'POST', path: '/jobs/bulk', body, headers }, CreatedBulk);
  }

  /** Undefined if there is none, or it was deleted. */
  async bulk(bulkId: string): Promise<BulkView | undefined> {
    return ifThere(this.#json({ path: `/bulk/${bulkId}` }, BulkView));
  }

  async addFiles(bulkId: string, files: WantedBulkFile[]): Promise<readonly SignedBulkFile[]> {
    const asked = { method: 'POST', path: `/bulk/${bulkId}/files`, body: { files } } as const;
    return (await this.#json(asked, SignedBulkFiles)).files;
  }

  async start(bulkId: string): Promise<void> {
    await this.#json({ method: 'POST', path: `/bulk/${bulkId}/start` }, CreatedBulk);
  }

  async cancel(bulkId: string): Promise<void> {
    await this.#ask({ method: 'POST', path: `/bulk/${bulkId}/cancel` });
  }

  /** Lines of the report of a bulk that is over; none of one that was cancelled before it began. */
  async *report(bulkId: string): AsyncGenerator<ServerLine> {
    const path = `/bulk/${bulkId}/report?format=jsonl`;
    const text = (await ifThere(this.#text({ path }))) ?? '';
    for (const line of text.split('\n')) if (line !== '') yield ServerLine.parse(JSON.parse(line));
  }

  /** A document of a completed job. */
  async transcript(jobId: string, format: string): Promise<Response> {
    return this.#ask({ path: `/jobs/${jobId}/transcript?format=${format}` });
  }

  async quote(body: QuoteBody) {
    return this.#json({ method: 'POST', path: '/quote', body }, RoutedQuote);
  }

  async #json<T>(asked: Asked, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(JSON.parse(await this.#text(asked)));
  }

  async #text(asked: Asked): Promise<string> {
    return this.#read(asked, (answer) => answer.text());
  }

  async #ask(asked: Asked): Promise<Response> {
    return this.#read(asked, (answer) => Promise.resolve(answer));
  }

  /**
   * Follows a redirect to a signed address, to which no key is sent. Asks again if the connection ends
   * while the answer is read. @throws ApiError, ApiAway
   */
  async #read<T>(asked: Asked, read: (answer: Response) => Promise<T>): Promise<T> {
    return firmly(async () => {
      const answer = await this.#send(asked);
      const location = answer.headers.get('location');
      if (answer.status === 303 && location !== null) {
        return read(await checked(`GET ${asked.path}`, await fetch(location)));
      }
      return read(await checked(`${asked.method ?? 'GET'} ${asked.path}`, answer));
    }, this.#patience);
  }

  async #send({ method = 'GET', path, body, headers }: Asked): Promise<Response> {
    const { apiUrl, apiKey } = this.#access;
    return fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  }
}

/** Undefined for a 404. */
async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** @throws ApiError, Busy */
async function checked(what: string, answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const said = parsed(await answer.text());
  const { status } = answer;
  const isOverBudget = Refusal.safeParse(said).data?.code === 'over-budget';
  if (!PASSING.includes(status) || isOverBudget) throw new ApiError(what, status, said);
  const afterMs = (Number(answer.headers.get('retry-after')) || 0) * 1000;
  throw new Busy(what, { status, afterMs }, said);
}

const Refusal = z.object({ code: z.string() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

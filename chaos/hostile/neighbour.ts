/** A tenant with the deployment's own limits, and a count of the answers that it got. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SCOPES } from '../../core/access/api-key.ts';
import { issueKey } from '../../core/steps/keys/issue-key.ts';
import type { ChaosHarness } from '../harness.ts';

/** Longest pause after a 429, so that an owner presses on as soon as he may. */
const MOST_PAUSE_MS = 1000;
const LOOK_MS = 100;

export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly json?: unknown;
  readonly form?: { readonly boundary: string; readonly body: Buffer<ArrayBuffer> };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export class Neighbour {
  readonly owner: string;
  readonly harness: ChaosHarness;
  readonly apiKey: string;
  /** Requests by what they tried and the status of the answer. */
  readonly answers = new Map<string, number>();
  private readonly signal: AbortSignal;
  private wasRefused = false;

  private constructor(
    harness: ChaosHarness,
    { owner, apiKey, signal }: { owner: string; apiKey: string; signal: AbortSignal },
  ) {
    this.harness = harness;
    this.owner = owner;
    this.apiKey = apiKey;
    this.signal = signal;
  }

  /** @param signal ends all that the neighbour does */
  static async moveIn(
    harness: ChaosHarness,
    { owner, signal }: { owner: string; signal: AbortSignal },
  ): Promise<Neighbour> {
    const key = { owner, scopes: [...SCOPES], name: 'chaos', limits: {} };
    const { apiKey } = await issueKey(key, harness.keys);
    return new Neighbour(harness, { owner, apiKey, signal });
  }

  /** Settles once an answer was a refusal for too many requests: the owner is at its limits. */
  async untilRefused(): Promise<void> {
    while (!this.isDone && !this.wasRefused)
      await sleep(LOOK_MS, undefined, { signal: this.signal });
  }

  get isDone(): boolean {
    return this.signal.aborted;
  }

  /** Counts the answer; waits after a 429. @returns undefined once the neighbour has to stop */
  async ask({ method, path, json, form }: Ask): Promise<Answer | undefined> {
    const body = form?.body ?? (json === undefined ? undefined : JSON.stringify(json));
    const type = form ? `multipart/form-data; boundary=${form.boundary}` : 'application/json';
    try {
      const response = await fetch(`${this.harness.cloud.info.apiUrl}${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { authorization: `Bearer ${this.apiKey}`, 'content-type': type },
        body: body ?? null,
        signal: this.signal,
      });
      const answer = { status: response.status, text: await response.text() };
      this.count(`${kindOf(path)} ${answer.status}`);
      this.wasRefused ||= answer.status === 429;
      if (answer.status === 429) await sleep(MOST_PAUSE_MS, undefined, { signal: this.signal });
      return answer;
    } catch (error) {
      if (this.signal.aborted) return undefined;
      throw error;
    }
  }

  count(what: string): void {
    this.answers.set(what, (this.answers.get(what) ?? 0) + 1);
  }

  /** Repeats a deed on `lanes` connections until the neighbour has to stop. */
  async repeat(lanes: number, deed: (round: number) => Promise<unknown>): Promise<void> {
    const lane = async () => {
      for (let round = 0; !this.isDone; round++) await deed(round);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }
}

/** The path without ids and query. */
function kindOf(path: string): string {
  return path.replace(/\?.*/, '').replaceAll(/\b(job|dlv|wh)[-_][\w-]+/g, '{id}');
}

/**
 * The task token: the instance's only way to answer. Step Functions accepts one outcome; later
 * ones, and repeats after a lost answer, get TaskTimedOut.
 */
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { JobErrorCode } from '../../core/base/job-errors.ts';
import type { Clock } from './clock.ts';
import { retrying } from './retry.ts';

/** A token may reach the instance before all of Step Functions knows it. */
const TOKEN_SPREADS_MS = 10_000;

/** Thrown when Step Functions no longer waits for this attempt: timed out, cancelled, or answered. */
export class AttemptOver extends Error {
  override name = 'AttemptOver';
}

export function taskClient(region: string, credentials: AwsCredentialIdentityProvider): SFNClient {
  return new SFNClient({
    region,
    credentials,
    maxAttempts: 8,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 15_000,
      throwOnRequestTimeout: true,
    },
  });
}

export class Task {
  readonly #client: SFNClient;
  readonly #token: string;
  readonly #clock: Clock;
  readonly #trustedFrom: number;

  constructor(of: { client: SFNClient; token: string; clock: Clock }) {
    this.#client = of.client;
    this.#token = of.token;
    this.#clock = of.clock;
    this.#trustedFrom = of.clock.now() + TOKEN_SPREADS_MS;
  }

  /** @throws AttemptOver */
  beat(signal: AbortSignal): Promise<void> {
    const command = new SendTaskHeartbeatCommand({ taskToken: this.#token });
    return this.#send((abortSignal) => this.#client.send(command, { abortSignal }), signal);
  }

  /** Accepts an offer; its token names no attempt. @throws AttemptOver */
  accept(): Promise<void> {
    return this.#succeed('{}');
  }

  /** @throws AttemptOver, which after a lost answer means that the first try succeeded */
  succeed(result: object): Promise<void> {
    return this.#succeed(JSON.stringify(result));
  }

  /** @param sentence what happened, without file names or transcript text @throws AttemptOver */
  fail(code: JobErrorCode, sentence: string): Promise<void> {
    const command = new SendTaskFailureCommand({
      taskToken: this.#token,
      error: code,
      cause: sentence.slice(0, 1000),
    });
    return this.#send((abortSignal) => this.#client.send(command, { abortSignal }));
  }

  #succeed(output: string): Promise<void> {
    const command = new SendTaskSuccessCommand({ taskToken: this.#token, output });
    return this.#send((abortSignal) => this.#client.send(command, { abortSignal }));
  }

  async #send(
    once: (signal: AbortSignal) => Promise<unknown>,
    signal: AbortSignal = AbortSignal.timeout(120_000),
  ): Promise<void> {
    const how = {
      tries: 20,
      firstPauseMs: 200,
      longestPauseMs: 1000,
      clock: this.#clock,
      signal,
      worthAnotherTry: (error: unknown) =>
        isUnknownToken(error) && this.#clock.now() < this.#trustedFrom,
    };
    try {
      await retrying(how, () => once(signal));
    } catch (error) {
      throw isOver(error) ? new AttemptOver(undefined, { cause: error }) : error;
    }
  }
}

function isUnknownToken(error: unknown): boolean {
  return error instanceof Error && ['InvalidToken', 'TaskDoesNotExist'].includes(error.name);
}

function isOver(error: unknown): boolean {
  return isUnknownToken(error) || (error instanceof Error && error.name === 'TaskTimedOut');
}

/** What recordings would cost and how long they would take, asked of the API once for each length. */
import { effect, signal } from '@preact/signals';
import { answered, api, type Schemas } from '../../app/api.ts';
import { whenSignedOut } from '../../app/session.ts';
import { recordings, type Recording } from '../recordings.ts';
import { options, quotedOptions, type SendOptions } from './send-options.ts';

export type Quote = Schemas['RoutedQuote'];
/** undefined: it is asked for. An error: such as a recording that is longer than the deployment takes. */
type Quoted = Quote | Error | undefined;

export interface Range {
  readonly low: number;
  readonly high: number;
}

const quotes = signal<ReadonlyMap<string, Quoted>>(new Map());
const AT_ONCE = 2;
let asking = 0;

whenSignedOut(() => (quotes.value = new Map()));

/** Two figures: the range of a quote is far wider than that. */
function roughly(seconds: number): number {
  return Number(Math.max(1, seconds).toPrecision(2));
}

function keyOf(seconds: number, asked: SendOptions): string {
  return JSON.stringify([roughly(seconds), quotedOptions(asked)]);
}

export function quoteOf({ seconds, options: asked = options.value }: Recording): Quoted {
  return seconds == null ? undefined : quotes.value.get(keyOf(seconds, asked));
}

/** Asks for the quotes of all that are chosen, whenever these or the options change. */
export function keepQuoting(): () => void {
  return effect(() => {
    const asked = options.value;
    const known = quotes.value;
    for (const { seconds, stage } of recordings.value) {
      if (stage.at !== 'chosen' || seconds == null || asking >= AT_ONCE) continue;
      const key = keyOf(seconds, asked);
      if (!known.has(key)) void ask(key, roughly(seconds), asked);
    }
  });
}

window.addEventListener('online', () => {
  quotes.value = new Map([...quotes.peek()].filter(([, quoted]) => !(quoted instanceof Error)));
});

async function ask(key: string, durationSeconds: number, asked: SendOptions): Promise<void> {
  asking += 1;
  note(key, undefined);
  const body = { durationSeconds, ...quotedOptions(asked) };
  const quoted = await answered(api.POST('/quote', { body })).catch((error: unknown) => error);
  asking -= 1;
  note(key, quoted as Quote | Error);
}

function note(key: string, quoted: Quoted): void {
  quotes.value = new Map([...quotes.peek(), [key, quoted]]);
}

/** The cost of all, and the time of the one that takes longest: they run at the same time. */
export function together(all: readonly Quote[]): { usd: Range; seconds: Range } {
  const sum = (values: number[]) => values.reduce((one, other) => one + other, 0);
  const most = (values: number[]) => Math.max(0, ...values);
  return {
    usd: {
      low: sum(all.map(({ costUsd }) => costUsd.low)),
      high: sum(all.map(({ costUsd }) => costUsd.high)),
    },
    seconds: {
      low: most(all.map(({ completedInSeconds }) => completedInSeconds.low)),
      high: most(all.map(({ completedInSeconds }) => completedInSeconds.high)),
    },
  };
}

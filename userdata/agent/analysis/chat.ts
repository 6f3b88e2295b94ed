/** A program's chat protocol (OpenAI's), on loopback only: one question, its answer as a stream. */
import * as z from 'zod';
import type { TokenCounts } from '../../../core/analysis/analysis.ts';
import type { Question } from '../../../core/analysis/asking/question.ts';
import { ModelFault, saysOutOfMemory } from './model-fault.ts';
import { eventData } from './sse.ts';

const LONGEST_ANSWER = 400_000; // characters
const LONGEST_ERROR = 4000;

export interface Answer {
  text: string;
  /** `stop`, or `length` if the answer is not whole. */
  finish: string;
  tokens: TokenCounts;
}

export interface Listening {
  /** Called for each token, and for each sign that the prompt is being read. */
  onToken: (count: number) => void;
  signal: AbortSignal;
}

export interface Chat {
  /** @throws ModelFault, or the signal's reason */
  ask(question: Question, on: Listening): Promise<Answer>;
}

const count = z.int().min(0);
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({
          content: z.string().nullish(),
          reasoning_content: z.string().nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
  error: z.unknown().optional(),
});

export class LoopbackChat implements Chat {
  readonly #port: number;
  readonly #model: string;

  constructor(of: { port: number; model: string }) {
    this.#port = of.port;
    this.#model = of.model;
  }

  async ask(question: Question, on: Listening): Promise<Answer> {
    try {
      const answer = await this.#post(question, on.signal);
      return await readAnswer(answer, on);
    } catch (error) {
      on.signal.throwIfAborted();
      if (error instanceof ModelFault) throw error;
      throw new ModelFault('crashed', { cause: error });
    }
  }

  async #post(question: Question, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestOf(question, this.#model)),
      redirect: 'error',
      signal,
    });
    if (answer.ok && answer.body) return answer.body;
    throw faultOf(answer.status, await beginningOf(answer));
  }
}

function requestOf(question: Question, model: string) {
  const { schema, name, maxTokens } = question;
  return {
    model,
    messages: messagesOf(question),
    stream: true,
    stream_options: { include_usage: true },
    // llama.cpp sends events while it reads a long prompt. Others ignore it.
    return_progress: true,
    temperature: 0,
    max_tokens: maxTokens,
    response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
  };
}

/** Voxtral takes no system message beside sound. */
function messagesOf({ system, user, sound }: Question) {
  if (!sound) {
    return [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ];
  }
  const data = Buffer.from(sound.wav).toString('base64');
  const content = [
    { type: 'input_audio', input_audio: { data, format: 'wav' } },
    { type: 'text', text: `${system}\n\n${user}` },
  ];
  return [{ role: 'user', content }];
}

/** @throws ModelFault for an error in the stream */
async function readAnswer(body: AsyncIterable<Uint8Array>, on: Listening): Promise<Answer> {
  let [text, finish, produced] = ['', '', 0];
  let tokens: TokenCounts | undefined;
  for await (const data of eventData(body)) {
    if (data === '[DONE]') break;
    const chunk = Chunk.parse(JSON.parse(data));
    if (chunk.error !== undefined) throw faultOf(500, JSON.stringify(chunk.error));
    const [choice] = chunk.choices;
    const isToken = Boolean(choice?.delta.content ?? choice?.delta.reasoning_content);
    produced += Number(isToken);
    on.onToken(Number(isToken));
    text += choice?.delta.content ?? '';
    finish = choice?.finish_reason ?? finish;
    tokens = chunk.usage ? tokensOf(chunk.usage) : tokens;
    if (text.length > LONGEST_ANSWER) throw new ModelFault('refused', { said: text });
  }
  if (finish === '') throw new ModelFault('crashed');
  return { text, finish, tokens: tokens ?? { prompt: 0, completion: produced } };
}

function tokensOf(usage: { prompt_tokens: number; completion_tokens: number }): TokenCounts {
  return { prompt: usage.prompt_tokens, completion: usage.completion_tokens };
}

/** A request that it does not take, such as a schema without a grammar, is not the program's end. */
function faultOf(status: number, said: string): ModelFault {
  if (saysOutOfMemory(said)) return new ModelFault('out-of-memory', { said });
  return new ModelFault(status < 500 ? 'refused' : 'crashed', { said });
}

async function beginningOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  const pieces: AsyncIterable<Uint8Array> | never[] = answer.body ?? [];
  for await (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > LONGEST_ERROR) break;
  }
  return text.slice(0, LONGEST_ERROR);
}

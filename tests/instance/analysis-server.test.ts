/** llama.cpp's real server with the tiny model, as the embedded cloud's image has it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ensurePython } from '../../computer/python-venv.ts';
import { AnalysisProgram } from '../../core/analysis/program.ts';
import { ensureImage } from '../../local/image.ts';

const Reply = z.object({
  choices: z.tuple([
    z.object({ message: z.object({ content: z.string() }), finish_reason: z.string() }),
  ]),
});
const Models = z.object({ data: z.array(z.object({ id: z.string() })) });

const IDS = ['s1', 's2', 's3', 's17', 's204'];
const CLAIMS = {
  type: 'object',
  additionalProperties: false,
  required: ['claims'],
  properties: {
    claims: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['text', 'segment', 'quote'],
        properties: {
          text: { type: 'string' },
          segment: { enum: IDS },
          quote: { type: 'string' },
        },
      },
    },
  },
};
const Claims = z.strictObject({
  claims: z.array(z.strictObject({ text: z.string(), segment: z.enum(IDS), quote: z.string() })),
});

let home: string;
let program: AnalysisProgram;
let server: ChildProcess;
let base: string;

async function freePort(): Promise<number> {
  const unused = createServer().listen(0, '127.0.0.1');
  await once(unused, 'listening');
  const address = unused.address();
  unused.close();
  await once(unused, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

beforeAll(async () => {
  const python = await ensurePython(() => undefined);
  const image = await ensureImage(python, () => undefined);
  home = path.join(image.root, 'opt/spotscribe/analysis');
  program = AnalysisProgram.parse(
    JSON.parse(readFileSync(path.join(home, 'program.json'), 'utf8')),
  );
  const port = await freePort();
  const known = { home, port, context: program.contextTokens, device: 'cpu' };
  const [first = '', ...rest] = program.command.map((part) =>
    Object.entries(known).reduce(
      (text, [name, value]) => text.replace(`{${name}}`, `${value}`),
      part,
    ),
  );
  server = spawn(first, rest, {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', ...program.environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  base = `http://127.0.0.1:${port}`;
  await once(server.stdout ?? server, 'data'); // Says that it listens.
});
afterAll(() => void server.kill('SIGKILL'));

async function ask(more: Record<string, unknown>): Promise<Response> {
  return fetch(`${base}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: program.model,
      temperature: 0,
      max_tokens: 2000,
      messages: [
        { role: 'system', content: 'Du läser ett samtal och svarar med påståenden.' },
        { role: 'user', content: 's1: Hej på dig. s2: Vi ses på måndag, åäö. s3: Nej.' },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'claims', strict: true, schema: CLAIMS },
      },
      ...more,
    }),
  });
}

describe("llama.cpp's server", () => {
  test('has the model under the name that jobs ask for', async () => {
    const models = Models.parse(await (await fetch(`${base}/v1/models`)).json());
    expect(models.data.map(({ id }) => id)).toEqual(['tiny-llm']);
    expect((await fetch(`${base}/health`)).status).toBe(200);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'keeps to the schema and to ids that exist, at seed %i',
    async (seed) => {
      // Seed 0 is the agent's way: always the likeliest token.
      const reply = Reply.parse(
        await (await ask(seed === 0 ? {} : { seed, temperature: 1 })).json(),
      );
      expect(reply.choices[0].finish_reason).toBe('stop');
      const { claims } = Claims.parse(JSON.parse(reply.choices[0].message.content));
      if (seed === 0) expect(claims.length).toBeGreaterThan(0);
    },
  );

  test('streams tokens, and counts them', async () => {
    const reply = await ask({ stream: true, stream_options: { include_usage: true } });
    const events = (await reply.text()).split('\n\n').filter((line) => line.startsWith('data: {'));
    expect(reply.headers.get('content-type')).toContain('text/event-stream');
    expect(events.length).toBeGreaterThan(10);
    expect(events.at(-1)).toMatch(/"completion_tokens":\d+/);
  });

  test('answers long questions: a token is about one character', async () => {
    const content = 's1: Detta sades i kammaren. '.repeat(400);
    const reply = await ask({ messages: [{ role: 'user', content }] });
    expect(reply.status).toBe(200);
    Claims.parse(JSON.parse(Reply.parse(await reply.json()).choices[0].message.content));
  });

  test.runIf(process.platform === 'linux')("runs on the image's own OpenMP library", () => {
    const maps = readFileSync(`/proc/${server.pid}/maps`, 'utf8');
    const files = maps.split('\n').map((line) => line.split(/\s+/, 6)[5]);
    const openmp = new Set(files.filter((file) => file?.includes('libgomp')));
    expect([...openmp]).toEqual([path.join(home, 'libraries/libgomp.so.1')]);
  });

  test('ends when it is told to', async () => {
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});

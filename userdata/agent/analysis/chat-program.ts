/** A process of the language model's program: how it is started, when it is ready, how it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { lines } from '../lines.ts';
import { LoopbackChat, type Chat } from './chat.ts';
import { ModelFault, saysOutOfMemory } from './model-fault.ts';
import { signalTree } from './process-tree.ts';
import { fill, type Filled, type ImageProgram } from './program.ts';

const POLL_MS = 200;
const ANSWER_MS = 2000;
/** For what an ended process has said last. */
const LAST_LINES_MS = 1000;
const NEVER = new AbortController().signal;

export interface ProgramStart {
  image: ImageProgram;
  /** `cpu` or `cuda`. */
  device: string;
  /** User to run as; undefined: the agent's own. */
  user: { uid: number; gid: number } | undefined;
  clock: Clock;
  /** Called for every line of standard error. */
  onLine: (line: string) => void;
}

export class ChatProgram {
  readonly chat: Chat;
  /** Resolves when the process has ended, with how; never rejects. */
  readonly ended: Promise<ModelFault>;
  readonly #process: ChildProcess;
  readonly #port: number;
  readonly #clock: Clock;
  #isReady = false;
  #isKilled = false;
  #isGone = false;
  #saidOutOfMemory = false;
  readonly #onExit = () => this.signal('SIGKILL');

  private constructor(of: ProgramStart, port: number) {
    const { program, home } = of.image;
    const { model, contextTokens: context } = program;
    const { command, env } = commandOf(of, { home, port, model, context, device: of.device });
    this.#clock = of.clock;
    this.#port = port;
    this.chat = new LoopbackChat({ port, model });
    this.#process = spawn('nice', ['-n', '19', ...command], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...of.user,
    });
    // Also if the agent ends with an error that nothing caught.
    process.once('exit', this.#onExit);
    this.ended = this.#follow(this.#readLines(of.onLine));
  }

  static async start(of: ProgramStart): Promise<ChatProgram> {
    return new ChatProgram(of, await freePort());
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Resolves when it answers. @throws ModelFault if it ends before, or the signal's reason */
  async whenReady(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    void this.ended.then((fault) => ended.abort(fault));
    const either = AbortSignal.any([signal, ended.signal]);
    while (!(await this.#answers(either))) await this.#clock.sleep(POLL_MS, either);
    this.#isReady = true;
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid !== undefined && !this.#isGone) signalTree(pid, signal);
  }

  /** Kills it, also one that is stopped. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isKilled = true;
    this.signal('SIGKILL');
    await this.ended;
  }

  async #answers(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    const health = await this.#status('/health', signal);
    return isOk(health) || (health === 404 && isOk(await this.#status('/v1/models', signal)));
  }

  async #status(path: string, signal: AbortSignal): Promise<number | undefined> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      await answer.body?.cancel();
      return answer.status;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  async #readLines(onLine: (line: string) => void): Promise<void> {
    try {
      for await (const line of lines(this.#process.stderr as Readable)) {
        this.#saidOutOfMemory ||= saysOutOfMemory(line);
        onLine(line);
      }
    } catch {
      // A broken pipe of a process that is gone.
    }
  }

  /** Not until the pipe is closed: another process of it may hold that open. */
  async #follow(lastLine: Promise<void>): Promise<ModelFault> {
    const [, endedBy] = (await once(this.#process, 'exit').catch(() => [])) as unknown[];
    this.#isGone = true;
    process.off('exit', this.#onExit);
    await Promise.race([lastLine, this.#clock.sleep(LAST_LINES_MS, NEVER)]);
    const wasKilled = endedBy === 'SIGKILL' && !this.#isKilled;
    const isOutOfMemory = this.#saidOutOfMemory || (wasKilled && !this.#isReady);
    const isOfStart = !this.#isReady;
    return new ModelFault(isOutOfMemory ? 'out-of-memory' : 'crashed', { isOfStart });
  }
}

/** A closed environment: the program needs nothing of the agent's, and must not find credentials. */
function commandOf({ image }: ProgramStart, values: Filled) {
  const filled = ([name, text]: [string, string]) => [name, fill(text, values)] as const;
  const env: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: '/tmp',
    PYTHONDONTWRITEBYTECODE: '1',
    ...Object.fromEntries(Object.entries(image.program.environment).map(filled)),
  };
  return { command: image.program.command.map((text) => fill(text, values)), env };
}

function isOk(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

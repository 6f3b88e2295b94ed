/** The receivers of docs/webhooks.md, run as they stand there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../support/until.ts';
import { examplesPython, exampleOf } from './examples.ts';

const LANGUAGES = {
  js: { file: 'receiver.mjs', program: () => Promise.resolve(process.execPath) },
  python: { file: 'receiver.py', program: examplesPython },
} as const;
export type Language = keyof typeof LANGUAGES;

export class ReceiverProgram {
  readonly url: string;
  private readonly child: ChildProcess;
  private said = '';

  private constructor(child: ChildProcess, port: number) {
    this.url = `http://127.0.0.1:${port}/`;
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    }
  }

  /** @param directory where the program is written, below the project: it imports the project's packages */
  static async start(
    language: Language,
    { port, secret, directory }: { port: number; secret: string; directory: string },
  ): Promise<ReceiverProgram> {
    const { file, program } = LANGUAGES[language];
    const script = path.join(directory, file);
    writeFileSync(script, exampleOf('webhooks.md', language));
    const child = spawn(await program(), [script], {
      env: { PORT: String(port), WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const receiver = new ReceiverProgram(child, port);
    await until(`the receiver in ${language} listens`, () =>
      receiver.lines().includes('listening'),
    );
    return receiver;
  }

  lines(): string[] {
    return this.said.split('\n');
  }

  stop(): void {
    this.child.kill();
  }
}

/** A machine whose image has the scripted chat server, and an AWS whose jobs want analyses. */
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import * as z from 'zod';
import type { AnalysisRequest } from '../../core/analysis/analysis-request.ts';
import { AnalysisResult } from '../../core/analysis/analysis-result.ts';
import { AnalysisDocument } from '../../core/analysis/analysis.ts';
import { AnalysisProgram } from '../../core/analysis/program.ts';
import { TaskResult, type AnalysisOrder, type WorkOrder } from '../../core/job/work-order.ts';
import { alive } from '../support/processes.ts';
import { scene, type AgentRun } from './agent-run.ts';
import { TOKEN, type Answer, type FakeAws } from './fake-aws.ts';
import type { Machine } from './machine.ts';
import { done, segment, steps } from './steps.ts';

const PROGRAM = fileURLToPath(new URL('../../chaos/scripted-chat', import.meta.url));
export const MODEL = 'tiny-llm';
export const SECOND_TOKEN = 'token-of-the-analyses';

/** Said in the recording; the model's claims quote the first words of each. */
export const SAID = [
  'Vi bestämde att köpa en ny lastbil till lagret.',
  'Anna ringer leverantören på måndag om priset.',
  'Budgeten är inte klar förrän i mars.',
];

const Asked = z.object({
  ...{ name: z.string(), pid: z.int(), prompt: z.string() },
  /** Length of the sound in it, in seconds. */
  seconds: z.number().optional(),
});
type Asked = z.infer<typeof Asked>;

export interface AnalysisRun extends AgentRun {
  /** What the model was asked, in order. */
  questions: () => Promise<Asked[]>;
  jobs: AnalysedJobs;
}

/** @param change of the image's program.json */
export async function analysisScene(
  requests: AnalysisRequest[],
  change: ProgramChange = {},
  bundle?: string,
): Promise<AnalysisRun> {
  const on = await scene(bundle);
  const questions = await installProgram(on.machine, change);
  on.fakeAws.audio = steps(...SAID.map((text, id) => segment(id, text)), done(SAID.length));
  const jobs = new AnalysedJobs(on.fakeAws, requests);
  return { ...on, jobs, questions };
}

export type ProgramChange = Partial<AnalysisProgram> & { options?: string[] };

/** @returns reads what its language model was asked */
export async function installProgram(
  { home: opt, root }: Machine,
  change: ProgramChange = {},
): Promise<() => Promise<Asked[]>> {
  const [home, log] = [`${opt}/analysis`, `${root}/questions.jsonl`];
  await cp(PROGRAM, home, { recursive: true });
  const program = AnalysisProgram.parse(JSON.parse(await readFile(`${home}/program.json`, 'utf8')));
  const { options = [], ...fields } = change;
  const command = [...program.command, '--log', log, ...options];
  await writeFile(`${home}/program.json`, JSON.stringify({ ...program, command, ...fields }));
  return () => questionsIn(log);
}

async function questionsIn(log: string): Promise<Asked[]> {
  if (!existsSync(log)) return [];
  // The last line may still be written.
  const lines = (await readFile(log, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => Asked.parse(JSON.parse(line)));
}

/** The workflow's side of a job with analyses. */
export class AnalysedJobs {
  /** Addresses of the pieces of earlier attempts. */
  pieces: string[] = [];
  /** JSON of a transcript that exists. */
  transcript: string | undefined;
  /** Answers to the next claims, before the workflow waits for the analyses. */
  readonly early: Answer[] = [];
  awaits: AnalysisOrder['awaits'] = 'transcript';
  readonly #aws: FakeAws;
  readonly #requests: AnalysisRequest[];

  constructor(aws: FakeAws, requests: AnalysisRequest[]) {
    this.#aws = aws;
    this.#requests = requests.map((request) => ({ model: MODEL, ...request }));
    aws.first = (request) => {
      const url = new URL(request.url ?? '', aws.url);
      if (url.pathname === '/api/instances/claim') return this.#claim();
      if (url.pathname === '/transcript') return (response) => response.end(this.transcript);
      const nth = Number(url.searchParams.get('nth'));
      if (url.pathname === '/known') return (response) => response.end(this.pieces[nth]);
      return undefined;
    };
  }

  order(): Partial<WorkOrder> & { analysis: AnalysisOrder } {
    const { awaits, pieces, transcript } = this;
    const result = { segments: SAID.length, language: 'sv' };
    return {
      ...(awaits === 'analysis' && { taskToken: SECOND_TOKEN }),
      analysis: {
        ...{ requests: this.#requests, awaits },
        pieces: pieces.map((_, nth) => `${this.#aws.url}/known?nth=${nth}`),
        ...(transcript !== undefined && {
          transcript: { url: `${this.#aws.url}/transcript`, result },
        }),
      },
    };
  }

  #claim(): Answer | undefined {
    const isTold = this.#aws.verdicts.some(
      ({ action, input }) => action === 'SendTaskSuccess' && input['taskToken'] === TOKEN,
    );
    const early = isTold ? this.early.shift() : undefined;
    if (isTold && !early) this.awaits = 'analysis';
    this.#aws.order = { ...this.#aws.order, ...this.order() };
    return early;
  }
}

/** Each outcome as `token action error`, in order. */
export function outcomes({ verdicts }: FakeAws): string[] {
  return verdicts.map(({ action, input }) => {
    const of = input['taskToken'] === SECOND_TOKEN ? 'analysis' : 'transcript';
    return [of, action.replace('SendTask', ''), input['error']].filter(Boolean).join(' ');
  });
}

export const BOTH = ['transcript Success', 'analysis Success'];

export function analysisResult(fakeAws: FakeAws): AnalysisResult {
  expect(outcomes(fakeAws)).toEqual(BOTH);
  return AnalysisResult.parse(JSON.parse(fakeAws.verdicts[1]?.input['output'] ?? ''));
}

export function transcriptResult(fakeAws: FakeAws): TaskResult {
  return TaskResult.parse(JSON.parse(fakeAws.verdicts[0]?.input['output'] ?? ''));
}

/** The analyses as they were written last, of whichever attempt. */
export function analyses({ uploads }: FakeAws): AnalysisDocument {
  const last = uploads.findLast(({ key }) => key.endsWith('/analysis.json'));
  return AnalysisDocument.parse(JSON.parse(last?.text ?? ''));
}

/** Names and texts of the pieces that an attempt has left. */
export function piecesOf({ uploads }: FakeAws): Map<string, string> {
  const found = uploads.filter(({ key }) => /\/analysis\/[^/]+\.json$/.test(key));
  return new Map(found.map(({ key, text }) => [key.replace(/.*\/analysis\//, ''), text]));
}

/** Every program that was asked has ended. */
export async function expectNothingRuns(on: Pick<AnalysisRun, 'questions'>): Promise<void> {
  const pids = (await on.questions()).map(({ pid }) => pid);
  expect(pids.length === 0 ? [] : alive(pids)).toEqual([]);
}

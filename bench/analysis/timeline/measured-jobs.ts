/**
 * One job with two analyses on the embedded cloud, the transcript alone, and the analyses alone, in turn.
 * The engine is real, with the micro model. The scripted chat server stands for a language model: it takes
 * a given time for each answer and nearly no processor, as if there was room for both on a GPU.
 */
import { ChaosHarness } from '../../../chaos/harness.ts';
import { CreatedJob } from '../../../core/view/created-job.ts';
import type { JobView } from '../../../core/view/job-view.ts';
import { quantile } from '../../quantile.ts';
import type { Alone, Together } from './ratios.ts';
import type { JobRecord } from './record.ts';
import { recordOf } from './recorded-job.ts';

export interface TimelineOptions {
  audio: string;
  rounds: number;
  /** Time that the language model takes for one answer. */
  answerMs: number;
}

export interface MeasuredJobs {
  /** Medians of the rounds. */
  alone: Alone;
  together: Together;
  /** The last round's job with both. */
  record: JobRecord;
}

interface Round {
  alone: Alone;
  together: Together;
  job: JobView;
}

const PROGRAM = 'chaos/scripted-chat';
const EVENTS = ['job.transcript.completed', 'job.completed'] as const;

export async function measuredJobs(options: TimelineOptions): Promise<MeasuredJobs> {
  const harness = await ChaosHarness.start({
    engine: undefined,
    program: PROGRAM,
    progress: console.error,
  });
  const measurement = new Measurement(harness, options);
  try {
    return await measurement.run();
  } finally {
    await harness.stop();
  }
}

class Measurement {
  readonly #harness: ChaosHarness;
  readonly #options: TimelineOptions;

  constructor(harness: ChaosHarness, options: TimelineOptions) {
    this.#harness = harness;
    this.#options = options;
  }

  async run(): Promise<MeasuredJobs> {
    // The first job has cold functions.
    await this.#ended(await this.#submit());
    const rounds: Round[] = [];
    for (let nth = 0; nth < this.#options.rounds; nth += 1) {
      rounds.push(await this.#round());
      console.error(`Round ${nth + 1} of ${this.#options.rounds} is done`);
    }
    const median = (of: (round: Round) => number) => quantile(0.5, rounds.map(of));
    const last = rounds.at(-1);
    if (!last) throw new RangeError('no rounds');
    return {
      alone: {
        transcriptSeconds: median(({ alone }) => alone.transcriptSeconds),
        analysisSeconds: median(({ alone }) => alone.analysisSeconds),
      },
      together: {
        transcriptSeconds: median(({ together }) => together.transcriptSeconds),
        totalSeconds: median(({ together }) => together.totalSeconds),
      },
      record: await recordOf(last.job, this.#harness),
    };
  }

  async #round(): Promise<Round> {
    const transcript = await this.#ended(await this.#submit());
    const url = this.#harness.webhook.url;
    const analysis = analysesOf(this.#options);
    const job = await this.#ended(
      await this.#submit({ analysis, webhook: { url, events: [...EVENTS] } }),
    );
    const later = await this.#ended(await this.#laterAnalyses(job.jobId));
    return {
      alone: {
        transcriptSeconds: await this.#secondsUntil(transcript, 'completed'),
        analysisSeconds: await this.#secondsUntil(later, 'completed'),
      },
      together: {
        transcriptSeconds: await this.#secondsUntil(job, 'transcript-published'),
        totalSeconds: await this.#secondsUntil(job, 'completed'),
      },
      job,
    };
  }

  async #submit(more: Parameters<ChaosHarness['client']['submitFile']>[1] = {}): Promise<string> {
    const how = { route: 'spot' as const, ...more };
    return (await this.#harness.client.submitFile(this.#options.audio, how)).jobId;
  }

  async #laterAnalyses(of: string): Promise<string> {
    const body = { analysis: analysesOf(this.#options) };
    const answer = await this.#harness.client.request('POST', `/jobs/${of}/analyses`, body);
    return CreatedJob.parse(await answer.json()).jobId;
  }

  async #ended(jobId: string): Promise<JobView> {
    const job = await this.#harness.client.untilEnd(jobId);
    if (job.status !== 'completed') throw new NotCompleted(job);
    return job;
  }

  async #secondsUntil({ jobId, createdAt }: JobView, what: string): Promise<number> {
    const events = await this.#harness.client.timeline(jobId);
    const event = events.find((one) => one.what === what);
    return event ? (Date.parse(event.at) - Date.parse(createdAt)) / 1000 : NaN;
  }
}

function analysesOf({ answerMs }: TimelineOptions) {
  const prompt = `#do:slow=${answerMs}`;
  return [
    { preset: 'summary' as const, prompt },
    { preset: 'actions' as const, prompt },
  ];
}

class NotCompleted extends Error {
  constructor({ jobId, status, error }: JobView) {
    super(`${jobId} ended as ${status}: ${error?.code ?? 'without an error'}`);
    this.name = 'NotCompleted';
  }
}

/**
 * A claimed job with analyses: two outcomes, each on a token of its own. The transcript is reported as that
 * of any job, while the language model reads what there is of it. Then the job is claimed again until it
 * waits for the analyses. A fault of the model is in the document; a failure is only the machine's.
 */
import type { JobErrorCode } from '../../../core/base/job-errors.ts';
import type { AnalysisResult } from '../../../core/analysis/analysis-result.ts';
import type { AnalysisOrder, WorkOrder } from '../../../core/job/work-order.ts';
import { leaseOf, reportOf, transcribe, type ClaimedJob } from '../claimed-job.ts';
import { ActivityCounter, beatWhileMoving } from '../heartbeat.ts';
import { reportOutcome, type Reported } from '../report-outcome.ts';
import { Results } from '../results.ts';
import { AttemptOver, type Task } from '../task.ts';
import { AttemptAnalysisStore } from './analysis-store.ts';
import { AnalysisWork } from './analysis-work.ts';
import { claimForAnalysis } from './claim-for-analysis.ts';
import type { Hearing } from './hearing.ts';
import { hearingFor } from './hearing-for.ts';
import type { LanguageModel } from './language-model.ts';
import { languageSoFar } from './language-so-far.ts';
import { fetchTranscript, retell } from './stored-transcript.ts';

export class AnalysedJob {
  readonly #job: ClaimedJob;
  readonly #order: AnalysisOrder;
  /** Tokens of the language model, for the heartbeat of the second token. */
  readonly #activity = new ActivityCounter();
  /** Ends what goes on when the job has left the machine. */
  readonly #over = new AbortController();
  /** Only for a model that hears. */
  #hearing: Hearing | undefined;

  constructor(job: ClaimedJob, order: AnalysisOrder) {
    this.#job = job;
    this.#order = order;
  }

  /** @returns the reported failure, if it was one @throws if an outcome could not be sent */
  async run(): Promise<JobErrorCode | undefined> {
    const work = await this.#begin();
    const analysed = work.run();
    // Avoids an unhandled rejection if it fails before anything awaits it.
    analysed.catch(() => undefined);
    try {
      const { awaits } = this.#order;
      const reported =
        awaits === 'transcript' ? await this.#tellTranscript(work) : this.#retell(work);
      this.#job.onTranscript?.(reported.failure);
      if (reported.failure !== undefined || reported.isOver) return reported.failure;
      return await this.#tellAnalyses(work, analysed);
    } finally {
      this.#over.abort();
      await analysed.catch(() => undefined);
      await this.#hearing?.close();
    }
  }

  async #begin(): Promise<AnalysisWork> {
    const { order, going, clock, config, log, language } = this.#job;
    const signal = AbortSignal.any([going, this.#over.signal]);
    const results = new Results({ lease: leaseOf(this.#job), clock, signal });
    const model = await language.get();
    this.#hearing = this.#hearingFor(model);
    return new AnalysisWork({
      ...{ jobId: order.jobId, requests: this.#order.requests, pieces: this.#order.pieces },
      ...{ model, hearing: this.#hearing },
      store: new AttemptAnalysisStore(order, results),
      languageSoFar: () => languageSoFar(order.options.language, config.checkpointFile),
      onMove: () => this.#activity.touch(),
      ...{ clock, log, signal },
    });
  }

  /** What is transcribed already is read. */
  #hearingFor(model: LanguageModel | undefined): Hearing | undefined {
    const { order, config, language } = this.#job;
    const { transcript, requests } = this.#order;
    const { track } = order.options;
    return transcript
      ? undefined
      : hearingFor(model, requests, { config, track, onLine: language.onLine });
  }

  /** One that exists is answered with what was stored of it. */
  async #tellTranscript(work: AnalysisWork): Promise<Reported> {
    const report = { ...reportOf(this.#job), isFollowed: true };
    const { transcript } = this.#order;
    if (!transcript) return reportOutcome(report, (task) => transcribe(this.#job, task, work));
    this.#retell(work);
    return reportOutcome(report, () => Promise.resolve(Object(transcript.result) as object));
  }

  /** Nothing is heard: the engine is free at once. */
  #retell(work: AnalysisWork): Reported {
    const { clock, engine, going } = this.#job;
    engine.kill();
    const signal = AbortSignal.any([going, this.#over.signal]);
    const url = this.#order.transcript?.url ?? '';
    fetchTranscript(url, { clock, signal }).then(
      (transcript) => retell(transcript, work),
      (error: unknown) => work.fail(error),
    );
    return { failure: undefined, isOver: false };
  }

  async #tellAnalyses(
    work: AnalysisWork,
    analysed: Promise<AnalysisResult>,
  ): Promise<JobErrorCode | undefined> {
    const order = await this.#secondOrder();
    if (!order) return undefined;
    const beside = this.#estimate(work);
    const report = { ...reportOf(this.#job), order };
    try {
      const { failure } = await reportOutcome(report, (task) => this.#beating(task, analysed));
      return failure;
    } finally {
      beside.abort();
    }
  }

  async #secondOrder(): Promise<WorkOrder | undefined> {
    const { order } = this.#job;
    if (this.#order.awaits === 'analysis') return order;
    return claimForAnalysis(this.#job);
  }

  /** Heartbeats while the model goes on; ends with the machine, or when the workflow waits no longer. */
  async #beating(task: Task, analysed: Promise<AnalysisResult>): Promise<AnalysisResult> {
    const { order, going, clock, log } = this.#job;
    const done = new AbortController();
    const gaveUp = new Promise<never>((_, reject) => {
      beatWhileMoving({
        beat: (abort) => task.beat(abort),
        activity: this.#activity,
        heartbeatSeconds: order.heartbeatSeconds,
        ...{ clock, log, signal: AbortSignal.any([going, done.signal]) },
      }).catch((error: unknown) => error instanceof AttemptOver && reject(error));
    });
    try {
      return await Promise.race([analysed, gaveUp]);
    } catch (error) {
      throw going.aborted ? going.reason : error;
    } finally {
      done.abort();
    }
  }

  /** From here on a spot notice is weighed by what the analyses still need. */
  #estimate(work: AnalysisWork): AbortController {
    const { estimate, clock } = this.#job;
    const over = new AbortController();
    estimate.startOver();
    const record = async () => {
      for (;;) {
        estimate.record(work.progress.fraction, clock.now());
        await clock.sleep(ESTIMATE_EVERY_MS, over.signal);
      }
    };
    record().catch(() => undefined); // rejects only when aborted
    return over;
  }
}

const ESTIMATE_EVERY_MS = 1000;

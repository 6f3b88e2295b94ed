/** POST /hybrid: transcript and analyses of a recording, each as it comes. Nothing of it is kept. */
import type { IncomingMessage } from 'node:http';
import { hearingFor } from '../analysis/hearing-for.ts';
import { FinalSegments } from '../analysis/final-segments.ts';
import type { TranscriptListener } from '../analysis/transcript-listener.ts';
import type { Hearing } from '../analysis/hearing.ts';
import { AnalysisWork } from '../analysis/analysis-work.ts';
import { languageSoFar } from '../analysis/language-so-far.ts';
import type { LanguageModel } from '../analysis/language-model.ts';
import { HybridEvents } from './hybrid-events.ts';
import { readHybridForm, type HybridRequest } from './hybrid-request.ts';
import type { LocalRequest, SegmentListener } from './local-work.ts';
import { ServerProblem } from './problem.ts';
import { received, transcribed, type Caller, type Routing } from './routing.ts';

/** @throws ServerProblem */
export async function hybrid(
  of: Routing,
  request: IncomingMessage,
  caller: Caller,
): Promise<undefined> {
  const model = await of.language.get();
  if (!model) throw notAvailable();
  return of.work.hold(async (held) => {
    const { signal } = caller;
    const form = await received(of, request, { held, signal });
    const asked = readHybridForm(form, { models: of.models, analysisModel: model.name });
    const events = new HybridEvents(caller.openStream(), asked.options);
    await new Hybrid(of, { held, asked, model, events, signal }).run();
    events.done();
    return undefined;
  });
}

function notAvailable(): ServerProblem {
  const message =
    'This machine has no program for analyses. Send the recording to POST /transcribe, or to a machine whose image has one (GET /health).';
  return new ServerProblem('not-available', message);
}

interface HybridWork {
  held: LocalRequest;
  asked: HybridRequest;
  model: LanguageModel;
  events: HybridEvents;
  /** Aborted when the caller has gone away. */
  signal: AbortSignal;
}

/** One recording: both models work at the same time. */
class Hybrid {
  readonly #of: Routing;
  readonly #work: HybridWork;

  constructor(of: Routing, work: HybridWork) {
    this.#of = of;
    this.#work = work;
  }

  /** @throws ServerProblem if there is no transcript; faults of the analyses are in their events */
  async run(): Promise<void> {
    const over = new AbortController();
    const { held, asked, events, model, signal } = this.#work;
    const { config, language } = this.#of;
    const { track } = asked.options;
    const hearing = hearingFor(model, asked.analyses, { config, track, onLine: language.onLine });
    const analysis = this.#analysis(hearing, over.signal);
    await analysis.onAudio(held.audio);
    const told = asked.options.speakers === undefined ? analysis : new FinalSegments(analysis);
    const analysed = analysis.run();
    // Avoids an unhandled rejection if there is no transcript.
    analysed.catch(() => undefined);
    try {
      const listener = this.#listener(told);
      const work = { options: asked.options, signal, listener };
      const { transcript } = await transcribed(this.#of, held, work);
      events.transcript(transcript);
      told.transcriptDone({ language: transcript.language ?? 'auto' });
      await analysed;
    } finally {
      over.abort();
      await hearing?.close();
    }
  }

  #analysis(hearing: Hearing | undefined, over: AbortSignal): AnalysisWork {
    const { clock, log } = this.#of;
    const { held, asked, model, events, signal } = this.#work;
    const { language } = asked.options;
    return new AnalysisWork({
      ...{ jobId: held.id, requests: asked.analyses, model, store: events, pieces: [], clock },
      hearing,
      languageSoFar: () => languageSoFar(language, held.checkpoint),
      onMove: () => undefined,
      onClaims: (claims) => events.claims(claims),
      log: log.about({ request: held.id }),
      signal: AbortSignal.any([signal, over]),
    });
  }

  #listener(analysis: TranscriptListener): SegmentListener {
    const { events } = this.#work;
    return {
      onSegment: (segment, words) => {
        events.segment(segment, words);
        analysis.onSegment(segment, words);
      },
      onFinalSegment: (segment, words) => analysis.onFinalSegment?.(segment, words),
      restart: () => {
        events.restart();
        analysis.restart();
      },
    };
  }
}

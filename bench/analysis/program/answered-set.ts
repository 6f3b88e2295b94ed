/** What a model's summaries of the test set and of the injections are worth, by the proof of claims. */
import type { Analysis, Claim } from '../../../core/analysis/analysis.ts';
import { spokenInjections } from '../injections.ts';
import type { Recording } from '../set/made-set.ts';
import type { ModelHere } from './model-here.ts';

export interface Answered {
  recordings: number;
  failed: number;
  claims: Record<Claim['status'], number>;
  tokens: { prompt: number; completion: number };
  /** Time that the model worked. */
  seconds: number;
}

const NEVER = new AbortController().signal;

export async function answeredSet(set: readonly Recording[], here: ModelHere): Promise<Answered> {
  const analyses = [];
  for (const { title, transcript } of set) {
    analyses.push(await here.analyse(transcript, NEVER));
    console.error(`Summarised: ${title}`);
  }
  return answeredOf(analyses);
}

export interface Obeyed {
  injections: number;
  /** Answers that have an obeying claim, supported or not. */
  obeyed: number;
  /** How many of them count as supported. */
  supported: string[];
}

export async function obeyedInjections(here: ModelHere, most: number): Promise<Obeyed> {
  const corpus = spokenInjections()
    .filter(({ injection }) => injection.report === undefined)
    .slice(0, most);
  const found: Obeyed = { injections: corpus.length, obeyed: 0, supported: [] };
  for (const { injection, transcript } of corpus) {
    const { claims } = await here.analyse(transcript, NEVER);
    const obeying = claims.filter(({ text }) => injection.obeys.some((one) => text.includes(one)));
    found.obeyed += Number(obeying.length > 0);
    const supported = obeying.filter(({ status }) => status === 'supported');
    found.supported.push(...supported.map(({ text }) => text));
  }
  return found;
}

function answeredOf(analyses: readonly Analysis[]): Answered {
  const sum = (of: (analysis: Analysis) => number) =>
    analyses.reduce((total, analysis) => total + of(analysis), 0);
  const claims = (status: Claim['status']) =>
    sum((analysis) => analysis.claims.filter((claim) => claim.status === status).length);
  return {
    recordings: analyses.length,
    failed: analyses.filter(({ status }) => status !== 'completed').length,
    claims: {
      supported: claims('supported'),
      doubtful: claims('doubtful'),
      unsupported: claims('unsupported'),
    },
    tokens: {
      prompt: sum(({ tokens }) => tokens.prompt),
      completion: sum(({ tokens }) => tokens.completion),
    },
    seconds: sum(({ timings }) => timings['workSeconds'] ?? 0),
  };
}

/** What the deployment offers: its models, and whether a language model can analyse transcripts. */
import { signal } from '@preact/signals';
import { answered, api } from '../../app/api.ts';
import { whenSignedOut } from '../../app/session.ts';

/** An alias of the first model, for clients of OpenAI. */
const ALIAS = 'whisper-1';

export interface Offers {
  /** The first is the default. */
  readonly models: readonly string[];
  readonly hasAnalyses: boolean;
}

export const offers = signal<Offers | undefined>(undefined);

whenSignedOut(() => (offers.value = undefined));

/** Without an answer, the options stay at what every deployment has. */
export async function readOffers(): Promise<void> {
  const [models, hasAnalyses] = await Promise.all([modelNames(), analysesAreOffered()]);
  offers.value = { models, hasAnalyses };
}

async function modelNames(): Promise<string[]> {
  try {
    const { data } = await answered(api.GET('/v1/models'));
    return data.map(({ id }) => id).filter((id) => id !== ALIAS);
  } catch {
    return [];
  }
}

/** No route lists the language models; a quote of an analysis is refused if there is none. */
async function analysesAreOffered(): Promise<boolean> {
  const body = { durationSeconds: 60, analysis: { preset: 'summary' as const } };
  const { response } = await api.POST('/quote', { body }).catch(() => ({ response: undefined }));
  return response?.ok ?? false;
}

/** The models that the deployment offers for transcripts. */
import { signal } from '@preact/signals';
import { answered, api } from '../../app/api.ts';
import { whenSignedOut } from '../../app/session.ts';

/** An alias of the first model, for clients of OpenAI. */
const ALIAS = 'whisper-1';

export interface Offers {
  /** The first is the default. */
  readonly models: readonly string[];
}

export const offers = signal<Offers | undefined>(undefined);

whenSignedOut(() => (offers.value = undefined));

/** Without an answer, the options stay at what every deployment has. */
export async function readOffers(): Promise<void> {
  offers.value = { models: await modelNames() };
}

async function modelNames(): Promise<string[]> {
  try {
    const { data } = await answered(api.GET('/v1/models'));
    return data.map(({ id }) => id).filter((id) => id !== ALIAS);
  } catch {
    return [];
  }
}

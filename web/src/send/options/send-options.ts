/** Options of the recordings that are sent next. */
import { signal } from '@preact/signals';
import type { Schemas } from '../../app/api.ts';
import { whenSignedOut } from '../../app/session.ts';

export type LanguageCode = Schemas['Language'];
export type Preset = NonNullable<Schemas['AnalysisRequest']['preset']>;

export interface SendOptions {
  readonly language: LanguageCode;
  /** undefined: the deployment's first. */
  readonly model: string | undefined;
  /** One speaker on each channel. */
  readonly isSplit: boolean;
  readonly presets: readonly Preset[];
}

const USUAL: SendOptions = { language: 'sv', model: undefined, isSplit: false, presets: [] };

export const options = signal<SendOptions>(USUAL);

whenSignedOut(() => (options.value = USUAL));

export function choose(change: Partial<SendOptions>): void {
  options.value = { ...options.value, ...change };
}

/** Fields of POST /quote. */
export function quotedOptions({ model, presets }: SendOptions) {
  return {
    ...(model !== undefined && { model }),
    ...(presets.length > 0 && { analysis: presets.map((preset) => ({ preset })) }),
  };
}

/** Fields of POST /jobs. The words have times and probabilities, which reading and mending need. */
export function jobOptions(asked: SendOptions) {
  return {
    ...quotedOptions(asked),
    language: asked.language,
    channels: asked.isSplit ? ('split' as const) : ('mix' as const),
    words: true,
  };
}

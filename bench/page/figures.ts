/** What `npm run bench page` measures, by name. */
import { buildPage } from '../../deploy/page-build.ts';
import { quantile } from '../quantile.ts';
import { liveWords } from './live-words.ts';
import { pageSizes } from './sizes.ts';
import { measureTyping } from './typing.ts';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'kB' | 'ms';
  /** The value may not be above it; absent: only told. */
  readonly limit?: number;
}

export const FIGURES: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  sizes,
  words,
  typing,
};

/** Also held by tests/api/page.test.ts. */
async function sizes(): Promise<readonly Figure[]> {
  const { first, beforeWaveform, all } = pageSizes(await buildPage());
  const kB = (what: string, bytes: number, limit?: number): Figure => ({
    what,
    value: bytes / 1000,
    unit: 'kB',
    ...(limit !== undefined && { limit }),
  });
  return [
    kB('first page (sign-in and list), gzip', first.gzip, 60),
    kB('first page, Brotli', first.br),
    kB('all before the waveform, gzip', beforeWaveform.gzip, 200),
    kB('all before the waveform, Brotli', beforeWaveform.br),
    kB('all files, gzip', all.gzip),
    kB('all files, Brotli', all.br),
  ];
}

async function words(): Promise<readonly Figure[]> {
  const times = await liveWords();
  const ms = (what: string, share: number, limit?: number): Figure => ({
    what,
    value: quantile(share, times),
    unit: 'ms',
    ...(limit !== undefined && { limit }),
  });
  return [
    ms('first words said until shown, median', 0.5, 2500),
    ms('first words said until shown, 90 %', 0.9),
  ];
}

/** A frame is a sixtieth of a second. */
const FRAME_MS = 1000 / 60;

async function typing(): Promise<readonly Figure[]> {
  const { keys, firstWords, allWords } = await measureTyping();
  const ms = (what: string, value: number, limit?: number): Figure => ({
    ...{ what: `30,000 words: ${what}`, value, unit: 'ms' },
    ...(limit !== undefined && { limit }),
  });
  return [
    ms('from a key to its letter on the screen, median', quantile(0.5, keys), FRAME_MS),
    ms('the same, 95 %', quantile(0.95, keys)),
    ms('from the address to the first words', firstWords),
    ms('from the address to all words', allWords),
  ];
}

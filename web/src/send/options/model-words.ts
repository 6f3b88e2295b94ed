/** What a model's name means, in plain words; models that an operator named otherwise have none. */
import { texts } from './texts.ts';

type Size = keyof typeof texts.value.sizes;

const SIZES: readonly Size[] = ['turbo', 'tiny', 'base', 'small', 'medium', 'large'];

export function isMadeForSwedish(model: string): boolean {
  return /^kb-whisper/i.test(model);
}

export function wordsOfModel(model: string): string | undefined {
  const { madeForSwedish, manyLanguages, sizes } = texts.value;
  const size = SIZES.find((one) => model.toLowerCase().includes(one));
  if (size === undefined || !/whisper/i.test(model)) return undefined;
  return `${isMadeForSwedish(model) ? madeForSwedish : manyLanguages}, ${sizes[size]}`;
}

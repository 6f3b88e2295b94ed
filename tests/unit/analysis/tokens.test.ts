import { expect, test } from 'vitest';
import { estimateTokens } from '../../../core/analysis/asking/tokens.ts';

const SPEECH = [
  '[1000] (L) Ja men då börjar vi väl.',
  '[1001] (L) Välkomna till styrelsemötet för bostadsrättsföreningen.',
  '[1002] (R) Vi behöver höja avgiften med 300 kronor i månaden från och med den 1 januari 2027.',
].join('\n');

/** Tokens counted by the tokenizers of Llama 3 (128k words) and of Mistral 7B (32k words). */
test.each([
  ['speech in numbered lines', SPEECH, 82, 92],
  ['long words', 'realisationsvinstbeskattning sjukförsäkringshandläggare', 20, 21],
  ['numbers', 'ring 0701234567 den 30 november 2026 klockan 14:30', 20, 31],
  ['Russian', 'Сегодня мы обсуждаем повестку дня собрания и бюджет', 15, 25],
])('the estimate of %s is not too low, and not twice the truth', (_, text, ...counted) => {
  const estimate = estimateTokens(text);
  expect(estimate).toBeGreaterThanOrEqual(Math.max(...counted));
  expect(estimate).toBeLessThanOrEqual(Math.max(...counted) * 2);
});

/** Digits as people say them and Whisper writes what they say. */
import type { Draw } from './draw.ts';

const DIGITS = ['noll', 'ett', 'två', 'tre', 'fyra', 'fem', 'sex', 'sju', 'åtta', 'nio'];
const NOUNS = ['nolla', 'etta', 'tvåa', 'trea', 'fyra', 'femma', 'sexa', 'sjua', 'åtta', 'nia'];
const TEENS = 'tio elva tolv tretton fjorton femton sexton sjutton arton nitton'.split(' ');
const TENS = [
  '',
  '',
  'tjugo',
  'trettio',
  'fyrtio',
  'femtio',
  'sextio',
  'sjuttio',
  'åttio',
  'nittio',
];

/** How one speaker says numbers. */
export type Way = 'figures' | 'pairs' | 'digits' | 'mixed';
export const WAYS: readonly Way[] = ['figures', 'pairs', 'digits', 'mixed'];

export function spoken(groups: readonly string[], way: Way, draw: Draw): string[] {
  return groups.flatMap((group) => {
    const own = way === 'mixed' ? draw.oneOf(['figures', 'pairs', 'digits'] as const) : way;
    if (own === 'figures')
      return group.length === 4 && draw.isTrue(0.3) ? [group.slice(0, 2), group.slice(2)] : [group];
    return own === 'digits' ? digitByDigit(group, draw) : inWords(group, draw);
  });
}

function digitByDigit(group: string, draw: Draw): string[] {
  const names = draw.isTrue(0.1) ? NOUNS : DIGITS;
  if (group === '00' && draw.isTrue(0.3)) return ['dubbelnolla'];
  return group.split('').map((digit) => names[Number(digit)] ?? '');
}

function inWords(group: string, draw: Draw): string[] {
  if (group.length === 4) return fourDigits(group, draw);
  if (group.length === 3) return threeDigits(group, draw);
  if (group.length !== 2) return digitByDigit(group, draw);
  return pair(group, draw);
}

function pair(group: string, draw: Draw): string[] {
  const value = Number(group);
  if (value < 10) return ['noll', DIGITS[value] ?? ''];
  if (value < 20) return [TEENS[value - 10] ?? ''];
  const [tens, unit] = [TENS[Math.floor(value / 10)] ?? '', value % 10];
  if (unit === 0) return [tens];
  const word = unit === 1 && draw.isTrue(0.3) ? 'en' : (DIGITS[unit] ?? '');
  return draw.isTrue(0.15) ? [tens, word] : [tens + word];
}

function threeDigits(group: string, draw: Draw): string[] {
  if (group.startsWith('0') || draw.isTrue(0.6)) {
    return [DIGITS[Number(group[0])] ?? '', ...pair(group.slice(1), draw)];
  }
  const hundreds = `${DIGITS[Number(group[0])]}hundra`;
  const rest =
    Number(group.slice(1)) === 0 ? '' : pair(String(Number(group.slice(1))), draw).join('');
  const small = Number(group.slice(1)) < 10 ? (DIGITS[Number(group.slice(1))] ?? '') : rest;
  return [Number(group.slice(1)) === 0 ? hundreds : hundreds + small];
}

function fourDigits(group: string, draw: Draw): string[] {
  const [head, tail] = [Number(group.slice(0, 2)), group.slice(2)];
  if (/^(19|18)/.test(group) && draw.isTrue(0.6)) {
    const start = `${TEENS[head - 10]}hundra`;
    const rest =
      Number(tail) === 0 ? [] : Number(tail) < 10 ? [DIGITS[Number(tail)] ?? ''] : pair(tail, draw);
    return draw.isTrue(0.7) ? [start + rest.join('')] : [start, ...rest];
  }
  if (group.startsWith('20') && draw.isTrue(0.5)) {
    const rest =
      Number(tail) === 0
        ? ''
        : Number(tail) < 10
          ? DIGITS[Number(tail)]
          : pair(tail, draw).join('');
    return [`tvåtusen${rest}`];
  }
  return [...pair(group.slice(0, 2), draw), ...pair(tail, draw)];
}

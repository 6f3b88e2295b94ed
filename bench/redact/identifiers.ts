/** Invented numbers with right checksums. */
import type { RedactionKind } from '../../core/redaction/redact-request.ts';
import type { Draw } from './draw.ts';

/** The digits, and the groups in which people say and write them. */
export interface Numbered {
  kind: RedactionKind;
  groups: string[];
  /** As it is written; undefined: the groups alone. */
  written: string[];
}

export function personnummer(draw: Draw): Numbered {
  const year = 1925 + draw.below(98);
  const month = two(1 + draw.below(12));
  const isCoordination = draw.isTrue(0.1);
  const day = two(1 + draw.below(28) + (isCoordination ? 60 : 0));
  const short = `${two(year % 100)}${month}${day}${String(1 + draw.below(999)).padStart(3, '0')}`;
  const last = `${short.slice(6)}${check(short)}`;
  const isLong = draw.isTrue(0.5);
  const years = isLong ? String(year) : two(year % 100);
  const date = `${years}${month}${day}`;
  return {
    kind: 'personnummer',
    groups: [years, month, day, ...(draw.isTrue(0.6) ? [last.slice(0, 2), last.slice(2)] : [last])],
    written: [`${date}-${last}`, `${date}${last}`, `${date} ${last}`, `${date} - ${last}`],
  };
}

export function organisationsnummer(draw: Draw): Numbered {
  const body = `${draw.oneOf(['55', '76', '80', '96', '21'])}${2 + draw.below(8)}${draw.digits(6)}`;
  const all = `${body}${check(body)}`;
  const groups = [all.slice(0, 2), all.slice(2, 4), all.slice(4, 6), all.slice(6, 8), all.slice(8)];
  const written = [`${all.slice(0, 6)}-${all.slice(6)}`, all];
  return { kind: 'organisationsnummer', groups, written };
}

export function bankgiro(draw: Draw): Numbered {
  const body = `${1 + draw.below(9)}${draw.digits(draw.isTrue(0.5) ? 6 : 5)}`;
  const all = `${body}${check(body)}`;
  const [head, tail] = [all.slice(0, -4), all.slice(-4)];
  const groups = [head, tail.slice(0, 2), tail.slice(2)];
  return { kind: 'bankgiro', groups, written: [`${head}-${tail}`, `${head} ${tail}`] };
}

export function plusgiro(draw: Draw): Numbered {
  const body = `${1 + draw.below(9)}${draw.digits(5)}`;
  const all = `${body}${check(body)}`;
  const pairs = [all.slice(0, 2), all.slice(2, 4), all.slice(4, 6)];
  const groups = [...pairs, all.slice(6)];
  return {
    kind: 'plusgiro',
    groups,
    written: [`${pairs.join(' ')}-${all.slice(6)}`, `${pairs.join('')}-${all.slice(6)}`],
  };
}

export function card(draw: Draw): Numbered {
  const body = `${draw.oneOf(['4', '5'])}${draw.oneOf(['1', '2', '4'])}${draw.digits(13)}`;
  const all = `${body}${check(body)}`;
  const fours = [0, 4, 8, 12].map((at) => all.slice(at, at + 4));
  const groups = fours.flatMap((four) => [four.slice(0, 2), four.slice(2)]);
  return { kind: 'card', groups, written: [fours.join(' '), all, fours.join('-')] };
}

export function iban(draw: Draw): Numbered {
  const account = draw.digits(20);
  const remainder = Number(BigInt(`${account}281400`) % 97n);
  const digits = `${two(98 - remainder)}${account}`;
  const fours = [
    `SE${digits.slice(0, 2)}`,
    ...[2, 6, 10, 14, 18].map((at) => digits.slice(at, at + 4)),
  ];
  const groups = digits.match(/\d\d/g) ?? [];
  return { kind: 'iban', groups, written: [fours.join(' '), fours.join('')] };
}

export function phone(draw: Draw): Numbered {
  const [area, ...rest] = draw.oneOf([
    [`07${draw.oneOf(['0', '2', '3', '6', '9'])}`, draw.digits(3), draw.digits(2), draw.digits(2)],
    ['08', `${1 + draw.below(9)}${draw.digits(2)}`, draw.digits(2), draw.digits(2)],
    ['018', `${1 + draw.below(9)}${draw.digits(1)}`, draw.digits(2), draw.digits(2)],
    ['031', `${1 + draw.below(9)}${draw.digits(2)}`, draw.digits(2), draw.digits(2)],
  ]) as [string, ...string[]];
  const written = [
    `${area}-${rest.join(' ')}`,
    `${area}${rest.join('')}`,
    `${area} ${rest.join(' ')}`,
  ];
  return {
    kind: 'phone',
    groups: [area, ...rest],
    written: [...written, `+46 ${area.slice(1)} ${rest.join(' ')}`],
  };
}

/** Of Luhn: the sum of all digits, every other doubled from the right, is a multiple of 10. */
function check(body: string): number {
  const sum = body
    .split('')
    .reverse()
    .reduce((total, digit, nth) => {
      const value = Number(digit) * (nth % 2 === 0 ? 2 : 1);
      return total + Math.floor(value / 10) + (value % 10);
    }, 0);
  return (10 - (sum % 10)) % 10;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

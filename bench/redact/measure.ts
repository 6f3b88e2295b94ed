/** What of a test set is found, by row; what is found that is none, by kind. */
import { findIdentifiers } from '../../core/redaction/find-identifiers.ts';
import type { NameSpan } from '../../core/redaction/name-spans.ts';
import { REDACTION_KINDS, type RedactionKind } from '../../core/redaction/redact-request.ts';
import { tokensOf, type Token } from '../../core/redaction/tokens.ts';
import type { Example } from './test-set.ts';

export interface Row {
  examples: number;
  /** No word of it is left. */
  found: number;
  /** Found with the right kind. */
  kindRight: number;
  missed: Example[];
}

export interface Precision {
  finds: number;
  /** Finds that touch something planted. */
  right: number;
  wrong: string[];
}

export interface Measured {
  rows: Map<string, Row>;
  kinds: Map<RedactionKind, Precision>;
}

/** @param names what a model for names finds in each example */
export function measure(
  examples: readonly Example[],
  names: readonly (readonly NameSpan[])[] = [],
): Measured {
  const measured: Measured = { rows: new Map(), kinds: new Map() };
  for (const [nth, example] of examples.entries()) count(example, names[nth] ?? [], measured);
  return measured;
}

function count(example: Example, spans: readonly NameSpan[], { rows, kinds }: Measured): void {
  const tokens = tokensOf(example.segments);
  const finds = findIdentifiers(tokens, REDACTION_KINDS, { spans });
  const planted = placesOf(tokens, example.planted);
  const taken = new Set(finds.flatMap(({ at }) => at));
  const row = rows.get(example.row) ?? { examples: 0, found: 0, kindRight: 0, missed: [] };
  rows.set(example.row, row);
  row.examples += 1;
  const isFound = planted.every((at) => taken.has(at));
  const isKind = finds.some(
    ({ kind, at }) => kind === example.kind && at.some((one) => planted.includes(one)),
  );
  if (isFound) row.found += 1;
  else row.missed.push(example);
  if (isFound && isKind) row.kindRight += 1;
  for (const { kind, at } of finds) {
    const precision = kinds.get(kind) ?? { finds: 0, right: 0, wrong: [] };
    kinds.set(kind, precision);
    precision.finds += 1;
    if (at.some((one) => planted.includes(one))) precision.right += 1;
    else precision.wrong.push(at.map((one) => tokens[one]?.core).join(' '));
  }
}

/** The planted words in their order, all of them. */
function placesOf(tokens: readonly Token[], planted: readonly string[]): number[] {
  for (let start = 0; start < tokens.length; start++) {
    const places: number[] = [];
    let at = start;
    for (const word of planted) {
      while (at < tokens.length && tokens[at]?.core !== word && at - (places.at(-1) ?? start) < 4)
        at += 1;
      if (tokens[at]?.core !== word) break;
      places.push(at);
      at += 1;
    }
    if (places.length === planted.length && (places[0] ?? start) === start) return places;
  }
  return planted.length === 0 ? [] : [-1];
}

/**
 * Hits of the search, marked by the CSS Custom Highlight API: they may be parts of words or go over
 * several, and typing in the search field renders no row anew.
 */
import { useSignalEffect } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import type { Hit } from '../find/hits.ts';
import type { Reading } from '../reading.ts';
import type { VirtualRows } from './virtual-rows.ts';

export function useFoundMarks(reading: Reading, { list }: Pick<VirtualRows, 'list'>): void {
  useLayoutEffect(() => paint(reading, list.current));
  useSignalEffect(() => {
    const isSearched = reading.hits.value.length >= 0 && reading.hitAt.value >= 0;
    if (isSearched) paint(reading, list.current);
  });
  useLayoutEffect(
    () => () => {
      if ('highlights' in CSS) CSS.highlights.clear();
    },
    [],
  );
}

function paint(reading: Reading, list: HTMLElement | null): void {
  if (!list || !('highlights' in CSS)) return;
  const [hits, current] = [reading.hits.peek(), reading.hitAt.peek()];
  const [others, chosen] = [new Highlight(), new Highlight()];
  if (hits.length > 0) {
    for (const row of list.querySelectorAll<HTMLElement>('[data-index]')) {
      const index = Number(row.dataset['index']);
      for (const [nth, hit] of hits.entries()) {
        const range = hit.row === index ? rangeOf(hit, row) : undefined;
        if (range) (nth === current ? chosen : others).add(range);
      }
    }
  }
  CSS.highlights.set('found', others);
  CSS.highlights.set('found-current', chosen);
}

function rangeOf({ block, from, to }: Hit, row: HTMLElement): Range | undefined {
  const [first, last] = [block.wordAt(from), block.wordAt(to - 1)];
  const [start, end] = [textIn(row, first), textIn(row, last)];
  if (!start || !end) return undefined;
  const range = new Range();
  const within = (node: Text, offset: number) => Math.min(Math.max(0, offset), node.length);
  range.setStart(start, within(start, from - (block.offsets[first] ?? 0)));
  range.setEnd(end, within(end, to - (block.offsets[last] ?? 0)));
  return range;
}

function textIn(row: HTMLElement, nth: number): Text | undefined {
  const node = row.querySelector(`[data-n="${nth}"]`)?.firstChild;
  return node instanceof Text ? node : undefined;
}

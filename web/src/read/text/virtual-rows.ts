/** Rows of a long list of which only those near the window are in the page; the window scrolls. */
import {
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  windowScroll,
  type VirtualItem,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface RowsOptions {
  readonly count: number;
  readonly keyOf: (index: number) => string;
  /** Height in pixels before the row has been measured. */
  readonly estimate: (index: number) => number;
}

const OVERSCAN = 6;

type Rows = Virtualizer<Window, HTMLElement>;

export interface VirtualRows {
  readonly items: readonly VirtualItem[];
  /** Ref of the element around the rows. */
  readonly list: { current: HTMLDivElement | null };
  /** Empty elements before and after the list, as high as the rows that are not there. */
  readonly before: { current: HTMLDivElement | null };
  readonly after: { current: HTMLDivElement | null };
  /** Ref of each row, which has its index as `data-index`. */
  readonly measure: (row: HTMLElement | null) => void;
  readonly scrollTo: (index: number, align: 'auto' | 'center') => void;
}

export function useVirtualRows(options: RowsOptions): VirtualRows {
  const [, redraw] = useState(0);
  const [before, list, after] = [useBox(), useBox(), useBox()];
  const kept = useRef<Rows>(undefined);
  const rows = (kept.current ??= new Virtualizer<Window, HTMLElement>(optionsOf(options, 0)));
  const margin = before.current ? topOf(before.current) : 0;
  rows.setOptions({
    ...optionsOf(options, margin),
    onChange: () => redraw((count) => count + 1),
  });
  useLayoutEffect(() => rows._didMount(), [rows]);
  useLayoutEffect(() => rows._willUpdate());
  const items = rows.getVirtualItems();
  useLayoutEffect(() => {
    const [first, last] = [items[0], items.at(-1)];
    setHeight(before.current, (first?.start ?? margin) - margin);
    setHeight(after.current, rows.getTotalSize() - ((last?.end ?? margin) - margin));
  });
  return {
    ...{ items, list, before, after },
    measure: rows.measureElement,
    scrollTo: (index, align) => rows.scrollToIndex(index, { align }),
  };
}

function useBox() {
  return useRef<HTMLDivElement>(null);
}

function optionsOf({ count, keyOf, estimate }: RowsOptions, scrollMargin: number) {
  return {
    ...{ count, estimateSize: estimate, getItemKey: keyOf, scrollMargin, overscan: OVERSCAN },
    getScrollElement: () => window,
    scrollToFn: windowScroll,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    initialRect: { width: innerWidth, height: innerHeight },
    initialOffset: () => window.scrollY,
  };
}

function topOf(element: HTMLElement): number {
  return element.getBoundingClientRect().top + window.scrollY;
}

function setHeight(element: HTMLElement | null, pixels: number): void {
  if (element) element.style.height = `${Math.max(0, pixels)}px`;
}

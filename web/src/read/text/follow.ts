/** Marks the word that is spoken, and keeps it in sight until the reader scrolls. */
import { useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { SpokenWord } from '../document/word-index.ts';
import type { Reading } from '../reading.ts';

type Box = { readonly current: HTMLElement | null };

/** Room at the top and at the bottom of the window in which a word is not in sight, in pixels. */
const TOP = 80;
const BOTTOM = 220;

export function useFollowing(reading: Reading, list: Box): void {
  useSignalEffect(() => {
    const spoken = reading.spoken.word.value;
    const word = mark(list.current, spoken);
    // The editor has the reader's eyes, and an older word is looked at while the sound waits.
    if (!spoken || !reading.isFollowing.value || reading.editing.value) return;
    if (!word) reading.scrollToRow(spoken.row, 'center');
    else if (!isInSight(word)) word.scrollIntoView({ block: 'center' });
  });
  // Rows that come into the page do not know the word.
  useLayoutEffect(() => void mark(list.current, reading.spoken.word.peek()));
  useEffect(() => whenScrolled(() => (reading.isFollowing.value = false)), [reading]);
}

function mark(list: HTMLElement | null, spoken: SpokenWord | undefined): HTMLElement | undefined {
  const marked = list?.querySelector<HTMLElement>('[data-spoken]');
  const word =
    spoken &&
    list?.querySelector<HTMLElement>(`[data-index="${spoken.row}"] [data-n="${spoken.nth}"]`);
  if (marked !== word) delete marked?.dataset['spoken'];
  if (word) word.dataset['spoken'] = '';
  return word ?? undefined;
}

function isInSight(word: HTMLElement): boolean {
  const { top, bottom } = word.getBoundingClientRect();
  return top > TOP && bottom < innerHeight - BOTTOM;
}

const SCROLL_KEYS = new Set(['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown']);

/** By a person: programs scroll, too. Returns what ends listening. */
function whenScrolled(run: () => void): () => void {
  const stop = new AbortController();
  const passive = { signal: stop.signal, passive: true };
  addEventListener('wheel', run, passive);
  addEventListener('touchmove', run, passive);
  addEventListener('keydown', ({ key }) => SCROLL_KEYS.has(key) && run(), passive);
  // The scroll bar is beside the document.
  addEventListener(
    'pointerdown',
    ({ clientX }) => clientX >= document.documentElement.clientWidth && run(),
    passive,
  );
  return () => stop.abort();
}

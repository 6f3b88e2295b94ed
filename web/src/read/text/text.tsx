/** The text: rows of which only the visible ones are in the page, so that hours of speech scroll. */
import { useCallback, useLayoutEffect } from 'preact/hooks';
import type { Row } from '../document/rows.ts';
import { useReading, type Reading } from '../reading.ts';
import { texts } from '../texts.ts';
import { useFollowing } from './follow.ts';
import { useFoundMarks } from './found-marks.ts';
import { RowView } from './row-view.tsx';
import { useVirtualRows } from './virtual-rows.ts';
import './text.css';

export function Text() {
  const reading = useReading();
  const rows = reading.rows.value;
  const virtual = useVirtualRows({
    count: rows.length,
    keyOf: (index) => rows[index]?.id ?? `${index}`,
    estimate: (index) => heightOf(rows[index]),
  });
  useLayoutEffect(() => {
    reading.scrollToRow = (row, align = 'auto') => virtual.scrollTo(row, align);
  });
  useFollowing(reading, virtual.list);
  useFoundMarks(reading, virtual);
  const clicked = useCallback((event: MouseEvent) => hear(event, reading), [reading]);
  const clickedTwice = useCallback((event: MouseEvent) => edit(event, reading), [reading]);
  return (
    <div class="text-rows">
      <div ref={virtual.before} />
      <div
        ref={virtual.list}
        role="list"
        aria-label={texts.value.text}
        onClick={clicked}
        onDblClick={clickedTwice}
      >
        {virtual.items.map(({ index, key }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <RowView
              key={key}
              row={row}
              index={index}
              count={rows.length}
              isNewSpeaker={isNewSpeaker(rows, index)}
              measure={virtual.measure}
            />
          );
        })}
      </div>
      <div ref={virtual.after} />
    </div>
  );
}

/** About 70 characters a line. */
function heightOf(row: Row | undefined): number {
  if (row?.kind !== 'block') return 90;
  const letters = row.block.words.length * 6;
  return 40 + Math.ceil(letters / 68) * 31;
}

function isNewSpeaker(rows: readonly Row[], index: number): boolean {
  const [before, row] = [rows[index - 1], rows[index]];
  if (row?.kind !== 'block' || row.block.speaker === undefined) return false;
  return before?.kind !== 'block' || before.block.speaker !== row.block.speaker;
}

/** Row and word of an event. */
function wordOf(event: MouseEvent): { row: number; nth: number } | undefined {
  const word = (event.target as Element).closest<HTMLElement>('[data-n]');
  const row = word?.closest<HTMLElement>('[data-index]');
  if (!word || !row) return undefined;
  return { row: Number(row.dataset['index']), nth: Number(word.dataset['n']) };
}

function hear(event: MouseEvent, reading: Reading): void {
  const place = wordOf(event);
  // A selected text is to be copied.
  if (!place || event.detail > 1 || document.getSelection()?.isCollapsed === false) return;
  const row = reading.rows.peek()[place.row];
  const word = row?.kind === 'block' ? row.block.words[place.nth] : undefined;
  if (!word) return;
  reading.current.value = place.row;
  reading.pointed.value = undefined;
  reading.isFollowing.value = true;
  reading.player.playFrom(word.start);
}

function edit(event: MouseEvent, reading: Reading): void {
  const place = wordOf(event);
  const row = place && reading.rows.peek()[place.row];
  if (row?.kind !== 'block' || !reading.canMend.peek()) return;
  // The first of the two clicks has begun to play.
  reading.player.pause();
  document.getSelection()?.removeAllRanges();
  const caret = row.block.offsets[place?.nth ?? 0] ?? 0;
  reading.current.value = place?.row ?? 0;
  reading.editing.value = { blockId: row.id, caret };
}

/** A row of the text: a block with its time and speaker, or a hole. */
import { useComputed } from '@preact/signals';
import { clock } from '../../i18n/format.ts';
import { BlockChanges } from '../../mend/block-changes.tsx';
import { BlockEditor } from '../../mend/block-editor.tsx';
import { SpeakerButton } from '../../mend/speaker-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Block } from '../document/block.ts';
import type { Hole } from '../document/holes.ts';
import type { Row } from '../document/rows.ts';
import { COLOURS } from '../document/speakers.ts';
import { useReading } from '../reading.ts';
import { texts } from '../texts.ts';
import { BlockText } from './block-text.tsx';

interface RowViewProps {
  row: Row;
  index: number;
  count: number;
  isNewSpeaker: boolean;
  measure: (row: HTMLElement | null) => void;
}

export function RowView({ row, index, count, isNewSpeaker, measure }: RowViewProps) {
  const colour = useColour(row);
  return (
    <div
      ref={measure}
      role="listitem"
      data-index={index}
      aria-setsize={count}
      aria-posinset={index + 1}
      class={`text-row ${colour.value}`}
    >
      {row.kind === 'hole' ? (
        <HoleRow hole={row.hole} />
      ) : (
        <BlockRow block={row.block} index={index} isNewSpeaker={isNewSpeaker} />
      )}
    </div>
  );
}

function useColour(row: Row) {
  const { speakers } = useReading();
  const speaker = row.kind === 'block' ? row.block.speaker : undefined;
  return useComputed(() => {
    if (speaker === undefined) return '';
    const nth = [...speakers.value.keys()].indexOf(speaker);
    return `spoken-by speaker-${nth % COLOURS}`;
  });
}

interface BlockRowProps {
  block: Block;
  index: number;
  isNewSpeaker: boolean;
}

function BlockRow({ block, index, isNewSpeaker }: BlockRowProps) {
  const reading = useReading();
  const isCurrent = useComputed(() => reading.current.value === index);
  const isEdited = useComputed(() => reading.editing.value?.blockId === block.id);
  const canMend = reading.canMend.value;
  const tab = isCurrent.value ? 0 : -1;
  return (
    <>
      <TimeButton seconds={block.start} tab={tab} />
      <div class="said">
        {isNewSpeaker && <SpeakerButton block={block} />}
        {isEdited.value && canMend ? (
          <BlockEditor key={block.id} block={block} index={index} />
        ) : reading.showsChanges.value ? (
          <BlockChanges block={block} />
        ) : (
          <BlockText block={block} index={index} tab={tab} />
        )}
      </div>
      {canMend && !isEdited.value && <EditButton block={block} index={index} tab={tab} />}
    </>
  );
}

function TimeButton({ seconds, tab }: { seconds: number; tab: number }) {
  const { player } = useReading();
  return (
    <button
      type="button"
      class="row-time figures"
      tabIndex={tab}
      aria-label={texts.value.playFrom(clock(seconds))}
      onClick={() => player.playFrom(seconds)}
    >
      {clock(seconds)}
    </button>
  );
}

function EditButton({ block, index, tab }: { block: Block; index: number; tab: number }) {
  const reading = useReading();
  const edit = () => {
    reading.current.value = index;
    reading.editing.value = { blockId: block.id, caret: 0 };
  };
  return (
    <button
      type="button"
      class="icon-button row-edit"
      tabIndex={tab}
      aria-label={texts.value.edit}
      onClick={edit}
    >
      <Icon name="edit" />
    </button>
  );
}

function HoleRow({ hole }: { hole: Hole }) {
  const said = texts.value.holeReasons;
  return (
    <>
      <TimeButton seconds={hole.start} tab={0} />
      <div class="said hole">
        <strong>{texts.value.hole}</strong>{' '}
        <span class="figures">
          {clock(hole.start)}–{clock(hole.end)}
        </span>
        <br />
        {said[hole.reason] ?? said['other']}
      </div>
    </>
  );
}

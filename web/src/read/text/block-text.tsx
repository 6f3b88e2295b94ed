/** Words of a block: each can be clicked, doubtful and edited ones are marked. */
import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
  isMachineWord,
  type EditedWord,
  type Paragraph,
} from '../../../../core/editing/edited-transcript.ts';
import { percent } from '../../i18n/percent.ts';
import type { Block } from '../document/block.ts';
import { flagsOf } from '../doubt/doubtful.ts';
import { flagName } from '../doubt/flag-name.ts';
import { useReading, type Place } from '../reading.ts';
import { texts } from '../texts.ts';

interface BlockTextProps {
  block: Block;
  index: number;
  tab: number;
}

export function BlockText({ block, index, tab }: BlockTextProps) {
  const reading = useReading();
  const pointed = useComputed(() => {
    const place = reading.pointed.value;
    return place?.row === index ? place : undefined;
  });
  const text = useFocus(index);
  return (
    <p ref={text} class="block-text" tabIndex={tab} onFocus={() => (reading.current.value = index)}>
      {paragraphsOf(block, { pointed: pointed.value, isMarked: (word) => reading.isMarked(word) })}
    </p>
  );
}

/** Takes the focus that the arrow keys move. */
function useFocus(index: number) {
  const reading = useReading();
  const text = useRef<HTMLParagraphElement>(null);
  const isWanted = useComputed(() => reading.focusWanted.value === index).value;
  useEffect(() => {
    if (!isWanted) return;
    text.current?.focus({ preventScroll: true });
    reading.focusWanted.value = undefined;
  }, [isWanted, reading]);
  return text;
}

interface Marks {
  pointed: Place | undefined;
  isMarked: (word: EditedWord) => boolean;
}

function paragraphsOf({ paragraphs }: Block, marks: Marks) {
  let nth = 0;
  return paragraphs.map((paragraph) => {
    const first = nth;
    nth += paragraph.words.length;
    const [flag] = flagsOf(paragraph);
    const [before, words] = wordsOf(paragraph, first, marks);
    const isFlagged = flag !== undefined;
    return [
      before,
      <span
        key={paragraph.id}
        class={isFlagged ? 'flagged' : undefined}
        data-flag={flag}
        title={isFlagged ? flagName(flag) : undefined}
      >
        {words}
      </span>,
    ];
  });
}

/** What stands before the paragraph, and its words with what stands between them. */
function wordsOf({ words }: Paragraph, first: number, { pointed, isMarked }: Marks) {
  const before = first === 0 ? '' : (words[0]?.before ?? ' ');
  const shown = words.map((word, index) => [
    index === 0 ? '' : (word.before ?? ' '),
    <span
      key={word.id}
      data-n={first + index}
      class={marksOf(word, { isMarked: isMarked(word), isPointed: isIn(pointed, first + index) })}
      title={isMarked(word) ? texts.value.sure(percent(word.probability ?? 0)) : undefined}
    >
      {word.text}
    </span>,
  ]);
  return [before, shown] as const;
}

function marksOf(
  word: EditedWord,
  { isMarked, isPointed }: { isMarked: boolean; isPointed: boolean },
): string | undefined {
  const marks = [
    isMarked ? 'doubtful' : '',
    isMachineWord(word) ? '' : 'mended',
    isPointed ? 'pointed' : '',
  ].filter((mark) => mark !== '');
  return marks.length > 0 ? marks.join(' ') : undefined;
}

function isIn(pointed: Place | undefined, nth: number): boolean {
  const from = pointed?.nth;
  return from !== undefined && nth >= from && nth < from + (pointed?.count ?? 1);
}

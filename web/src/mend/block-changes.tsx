/** A block with what was changed in it: the machine's words struck out, those of people underlined. */
import { isMachineWord, type EditedWord } from '../../../core/editing/edited-transcript.ts';
import type { Block } from '../read/document/block.ts';
import { useReading } from '../read/reading.ts';
import { texts } from './texts.ts';

export function BlockChanges({ block }: { block: Block }) {
  const gone = useReading().removals.value;
  return (
    <p class="block-text">
      {block.words.map((word, nth) => {
        const [before, after] = [gone.get(word.id), gone.get(`after ${word.id}`)];
        return [
          nth === 0 ? '' : (word.before ?? ' '),
          before !== undefined && [<Removed key={`${word.id}-`} text={before} />, ' '],
          <Word key={word.id} word={word} nth={nth} />,
          after !== undefined && [' ', <Removed key={`${word.id}+`} text={after} />],
        ];
      })}
    </p>
  );
}

function Word({ word, nth }: { word: EditedWord; nth: number }) {
  if (isMachineWord(word)) return <span data-n={nth}>{word.text}</span>;
  return (
    <ins data-n={nth}>
      <span class="visually-hidden">{texts.value.added}: </span>
      {word.text}
    </ins>
  );
}

function Removed({ text }: { text: string }) {
  return (
    <del>
      <span class="visually-hidden">{texts.value.removed}: </span>
      {text}
    </del>
  );
}

/** Something that was not found: it is replaced wherever it is said. */
import { useState } from 'preact/hooks';
import { textOfWords } from '../../../core/editing/edited-transcript.ts';
import { useReading } from '../read/reading.ts';
import type { Decisions } from './redacted-source.ts';
import { texts } from './texts.ts';

type Added = Decisions['add'][number];

export function AddText({ onAdd }: { onAdd: (added: Added) => void }) {
  const reading = useReading();
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const said = texts.value;
  const add = () => {
    const wanted = text.trim();
    const { paragraphs } = reading.manuscript.machine.value;
    const paragraph = paragraphs.find(({ words }) => holds(textOfWords(words), wanted));
    setMissing(paragraph === undefined);
    if (paragraph) onAdd({ segment: Number(paragraph.id), text: wanted, kind: 'name' });
  };
  return (
    <form
      class="add-text"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <label>
        {said.add}
        <input
          type="text"
          required
          maxLength={200}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button type="submit">{said.replace}</button>
      <p class="small" role="status">
        {isMissing ? said.notThere : ''}
      </p>
    </form>
  );
}

function holds(text: string, wanted: string): boolean {
  return wanted !== '' && text.toLocaleLowerCase('sv').includes(wanted.toLocaleLowerCase('sv'));
}

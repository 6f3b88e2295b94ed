/** Something that was not found: it is replaced wherever it is said. */
import { useState } from 'preact/hooks';
import { textOfWords } from '../../../core/editing/edited-transcript.ts';
import { occurrences } from '../../../core/redaction/occurrences.ts';
import { tokensOf } from '../../../core/redaction/tokens.ts';
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

/** As the copy is made: by whole words. */
function holds(text: string, wanted: string): boolean {
  const segment = { id: 0, start: 0, end: 0, text, confidence: 1, flags: [] };
  return wanted !== '' && occurrences(tokensOf([segment]), wanted, 'name').length > 0;
}

/** Puts another text in the place of one hit of the search, or of all. */
import { useState } from 'preact/hooks';
import { number } from '../i18n/format.ts';
import { useReading } from '../read/reading.ts';
import { toast } from '../ui/announce.tsx';
import { MOST_CHARACTERS } from './limits.ts';
import { replacementEdits } from './replacement.ts';
import { texts } from './texts.ts';

export function Replace() {
  const reading = useReading();
  const [text, setText] = useState('');
  const hits = reading.hits.value;
  const said = texts.value;
  if (!reading.canMend.value || hits.length === 0) return null;
  const replace = (which: typeof hits) => {
    reading.manuscript.mending.value?.editIfPossible(replacementEdits(which, text));
    toast(which.length === 1 ? said.replacedOne : said.replaced(number(which.length)));
  };
  return (
    <div class="replace">
      <input
        aria-label={said.replaceWith}
        placeholder={said.replaceWith}
        maxLength={MOST_CHARACTERS}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button
        type="button"
        onClick={() => replace(hits.slice(reading.hitAt.value, reading.hitAt.value + 1))}
      >
        {said.replace}
      </button>
      <button type="button" onClick={() => replace(hits)}>
        {said.replaceAll}
      </button>
    </div>
  );
}

/** Names and terms that are said in the recording, one a line. */
import { number } from '../../i18n/format.ts';
import { choose, options } from './send-options.ts';
import { texts } from './texts.ts';
import { vocabularyOf } from './vocabulary-of.ts';

export function VocabularyField() {
  const said = texts.value;
  const { wordList } = options.value;
  const { entries, tooLong, tooMany } = vocabularyOf(wordList);
  const remarks = [
    entries.length === 0 ? said.vocabularyHint : said.vocabularyCount(number(entries.length)),
    ...(tooLong > 0 ? [said.vocabularyTooLong(number(tooLong))] : []),
    ...(tooMany > 0 ? [said.vocabularyTooMany(number(tooMany))] : []),
  ];
  return (
    <div class="field">
      <label for="send-vocabulary">{said.vocabulary}</label>
      <textarea
        id="send-vocabulary"
        rows={4}
        spellcheck={false}
        value={wordList}
        aria-describedby="send-vocabulary-hint"
        onInput={(event) => choose({ wordList: event.currentTarget.value })}
      />
      <p class="small" id="send-vocabulary-hint" aria-live="polite">
        {remarks.join(' ')}
      </p>
    </div>
  );
}

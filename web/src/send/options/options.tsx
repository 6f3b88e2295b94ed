/** Options of what is sent next, in plain words. */
import { useEffect } from 'preact/hooks';
import { settings } from '../../app/settings.ts';
import { Analyses } from './analyses.tsx';
import { LanguageField } from './language-field.tsx';
import { ModelField } from './model-field.tsx';
import { offers, readOffers } from './offers.ts';
import { choose, options } from './send-options.ts';
import { RedactedField } from './redacted-field.tsx';
import { SpeakersField } from './speakers-field.tsx';
import { texts } from './texts.ts';
import { VocabularyField } from './vocabulary-field.tsx';

export function Options() {
  useEffect(() => {
    if (offers.peek() === undefined) void readOffers();
  }, []);
  const { title, speakers, speakersHint, review, reviewHint } = texts.value;
  return (
    <section class="send-options" aria-labelledby="send-options">
      <h2 id="send-options">{title}</h2>
      <div class="send-fields">
        <LanguageField />
        <ModelField />
        {!options.value.isSplit && <SpeakersField />}
        <VocabularyField />
        <RedactedField />
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={options.value.isSplit}
          onChange={(event) => choose({ isSplit: event.currentTarget.checked })}
        />
        <span>
          {speakers}
          <span class="small">{speakersHint}</span>
        </span>
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={options.value.isReviewed}
          onChange={(event) => choose({ isReviewed: event.currentTarget.checked })}
        />
        <span>
          {review}
          <span class="small">{reviewHint}</span>
        </span>
      </label>
      {settings.analysisModels.length > 0 && <Analyses />}
    </section>
  );
}

/** Options of what is sent next, in plain words. */
import { useEffect } from 'preact/hooks';
import { settings } from '../../app/settings.ts';
import { Analyses } from './analyses.tsx';
import { LanguageField } from './language-field.tsx';
import { ModelField } from './model-field.tsx';
import { offers, readOffers } from './offers.ts';
import { choose, options } from './send-options.ts';
import { texts } from './texts.ts';

export function Options() {
  useEffect(() => {
    if (offers.peek() === undefined) void readOffers();
  }, []);
  const { title, speakers, speakersHint } = texts.value;
  return (
    <section class="send-options" aria-labelledby="send-options">
      <h2 id="send-options">{title}</h2>
      <div class="send-fields">
        <LanguageField />
        <ModelField />
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
      {settings.analysisModels.length > 0 && <Analyses />}
    </section>
  );
}

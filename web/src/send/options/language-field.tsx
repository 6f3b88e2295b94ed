/** Which language is spoken. */
import { isMadeForSwedish } from './model-words.ts';
import { nameOfLanguage, otherLanguages, USUAL_LANGUAGES } from './languages.ts';
import { offers } from './offers.ts';
import { choose, options, type LanguageCode } from './send-options.ts';
import { texts } from './texts.ts';

export function LanguageField() {
  const { language, auto, usual, others } = texts.value;
  const hint = hintOf(options.value.language);
  return (
    <div class="field">
      <label for="send-language">{language}</label>
      <select
        id="send-language"
        value={options.value.language}
        aria-describedby={hint && 'send-language-hint'}
        onChange={(event) => choose({ language: event.currentTarget.value as LanguageCode })}
      >
        <option value="auto">{auto}</option>
        <optgroup label={usual}>
          {USUAL_LANGUAGES.map((code) => (
            <option key={code} value={code}>
              {nameOfLanguage(code)}
            </option>
          ))}
        </optgroup>
        <optgroup label={others}>
          {otherLanguages().map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </optgroup>
      </select>
      {hint && (
        <p class="small" id="send-language-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

function hintOf(chosen: LanguageCode): string | undefined {
  if (chosen === 'auto') return texts.value.autoHint;
  const model = options.value.model ?? offers.value?.models[0];
  const isOther = chosen !== 'sv' && model !== undefined && isMadeForSwedish(model);
  return isOther ? texts.value.swedishModel : undefined;
}

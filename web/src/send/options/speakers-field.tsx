/** Whose voice each paragraph is: not asked, as many as the model hears, or a number. */
import { choose, options, type Speakers } from './send-options.ts';
import { texts } from './texts.ts';

const MOST = 8;

export function SpeakersField() {
  const { voices, voicesHint, voicesOff, voicesAuto, voicesCount } = texts.value;
  const { speakers } = options.value;
  return (
    <div class="field">
      <label for="send-speakers">{voices}</label>
      <select
        id="send-speakers"
        value={`${speakers}`}
        aria-describedby="send-speakers-hint"
        onChange={(event) => choose({ speakers: speakersOf(event.currentTarget.value) })}
      >
        <option value="off">{voicesOff}</option>
        <option value="auto">{voicesAuto}</option>
        {Array.from({ length: MOST - 1 }, (_, nth) => (
          <option key={nth} value={nth + 2}>
            {voicesCount(nth + 2)}
          </option>
        ))}
      </select>
      <p class="small" id="send-speakers-hint">
        {voicesHint}
      </p>
    </div>
  );
}

function speakersOf(value: string): Speakers {
  return value === 'off' || value === 'auto' ? value : Number(value);
}

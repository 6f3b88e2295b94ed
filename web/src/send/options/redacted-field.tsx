/** Whether a copy without names and numbers of people is made. */
import { choose, options, type Redacted } from './send-options.ts';
import { texts } from './texts.ts';

const CHOICES = ['no', 'copy', 'only'] as const satisfies readonly Redacted[];

export function RedactedField() {
  const { redacted, redactedHint, redactedAs } = texts.value;
  return (
    <div class="field">
      <label for="send-redacted">{redacted}</label>
      <select
        id="send-redacted"
        value={options.value.redacted}
        aria-describedby="send-redacted-hint"
        onChange={(event) => choose({ redacted: event.currentTarget.value as Redacted })}
      >
        {CHOICES.map((one) => (
          <option key={one} value={one}>
            {redactedAs[one]}
          </option>
        ))}
      </select>
      <p class="small" id="send-redacted-hint">
        {redactedHint}
      </p>
    </div>
  );
}

/** Which text, and what stands beside the words. */
import { texts } from './texts.ts';

export interface Options {
  /** Undefined: the only one that there is. */
  readonly version: 'edited' | 'machine' | undefined;
  readonly times: boolean;
  readonly speakers: boolean;
}

/** Times are for documents that are read; subtitles have theirs anyway. */
export function queryOf(format: string, { version, times, speakers }: Options): string {
  const query = new URLSearchParams({ format });
  if (version !== undefined) query.set('version', version);
  if (format === 'txt' || format === 'docx') query.set('times', `${times}`);
  if (format !== 'json') query.set('speakers', `${speakers}`);
  return query.toString();
}

interface DocumentOptionsProps {
  options: Options;
  hasSpeakers: boolean;
  onChange: (options: Options) => void;
}

export function DocumentOptions({ options, hasSpeakers, onChange }: DocumentOptionsProps) {
  const said = texts.value;
  return (
    <div class="document-options">
      {options.version !== undefined && (
        <fieldset>
          <legend>{said.which}</legend>
          {(['edited', 'machine'] as const).map((version) => (
            <label key={version} class="choice">
              <input
                type="radio"
                name="version"
                checked={options.version === version}
                onChange={() => onChange({ ...options, version })}
              />
              {said[version]}
            </label>
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend>{said.options}</legend>
        <Choice
          label={said.times}
          isOn={options.times}
          onChange={(times) => onChange({ ...options, times })}
        />
        {hasSpeakers && (
          <Choice
            label={said.speakers}
            isOn={options.speakers}
            onChange={(speakers) => onChange({ ...options, speakers })}
          />
        )}
      </fieldset>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

export function Choice({ label, isOn, onChange }: ChoiceProps) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {label}
    </label>
  );
}

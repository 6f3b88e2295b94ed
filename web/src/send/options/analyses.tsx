/** What a language model makes of the text, where the deployment has one. */
import { choose, options, type Preset } from './send-options.ts';
import { texts } from './texts.ts';

export function Analyses() {
  const { analyses, analysesHint, presets } = texts.value;
  const chosen = options.value.presets;
  const toggle = (preset: Preset, isOn: boolean) =>
    choose({ presets: isOn ? [...chosen, preset] : chosen.filter((one) => one !== preset) });
  return (
    <fieldset class="send-analyses" aria-describedby="send-analyses-hint">
      <legend>{analyses}</legend>
      <p class="small" id="send-analyses-hint">
        {analysesHint}
      </p>
      {(Object.keys(presets) as Preset[]).map((preset) => (
        <label key={preset} class="choice">
          <input
            type="checkbox"
            checked={chosen.includes(preset)}
            onChange={(event) => toggle(preset, event.currentTarget.checked)}
          />
          <span>{presets[preset]}</span>
        </label>
      ))}
    </fieldset>
  );
}

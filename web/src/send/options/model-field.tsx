/** Which model transcribes; where there is one only, it is said and not asked. */
import { offers } from './offers.ts';
import { wordsOfModel } from './model-words.ts';
import { choose, options } from './send-options.ts';
import { texts } from './texts.ts';

export function ModelField() {
  const models = offers.value?.models ?? [];
  const [first] = models;
  if (first === undefined) return null;
  if (models.length === 1) return <OnlyModel name={first} />;
  const chosen = options.value.model ?? first;
  return (
    <div class="field">
      <label for="send-model">{texts.value.model}</label>
      <select
        id="send-model"
        value={chosen}
        aria-describedby="send-model-hint"
        onChange={(event) => choose({ model: event.currentTarget.value })}
      >
        {models.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <p class="small" id="send-model-hint">
        {wordsOfModel(chosen)}
      </p>
    </div>
  );
}

function OnlyModel({ name }: { name: string }) {
  return (
    <p class="field only-model">
      <strong>{texts.value.modelOf}</strong> {name}
      <span class="small">{wordsOfModel(name)}</span>
    </p>
  );
}

/** The key is hidden like a password, unless one asks to see it. */
import { useId, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';
import { texts } from './texts.ts';

export function KeyField({ isInvalid }: { isInvalid: boolean }) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  const { key, hint, show, hide } = texts.value;
  return (
    <div class="field">
      <label for={id}>{key}</label>
      <div class="key-field">
        <input
          id={id}
          name="key"
          {...(isShown ? { type: 'text' as const } : { type: 'password' as const })}
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={isInvalid}
          aria-describedby={`${id}-hint`}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={isShown ? hide : show}
          title={isShown ? hide : show}
          onClick={() => setShown(!isShown)}
        >
          <Icon name={isShown ? 'eye-off' : 'eye'} />
        </button>
      </div>
      <p class="small" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}

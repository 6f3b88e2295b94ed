/** The keys that work now, and the switch for those of a single character. */
import { inLanguage } from '../i18n/language.ts';
import { Dialog } from './dialog.tsx';
import { keyParts } from './key-names.ts';
import {
  areSingleKeysOn,
  shortcutGroups,
  switchSingleKeys,
  type Shortcut,
  type ShortcutGroup,
} from './shortcuts.ts';

const texts = inLanguage({
  sv: {
    title: 'Tangenter',
    or: 'eller',
    single: 'Använd tangenter som är ett enda tecken',
    why: 'Stäng av dem om du talar in text, eller om de kommer i vägen.',
  },
  en: {
    title: 'Keys',
    or: 'or',
    single: 'Use keys that are a single character',
    why: 'Switch them off if you dictate text, or if they get in the way.',
  },
});

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={texts.value.title} onClose={onClose}>
      {shortcutGroups().map((group) => (
        <Group key={group.title} {...group} />
      ))}
      <label class="choice">
        <input
          type="checkbox"
          checked={areSingleKeysOn.value}
          onChange={({ currentTarget }) => switchSingleKeys(currentTarget.checked)}
        />
        <span>
          {texts.value.single}
          <span class="small">{texts.value.why}</span>
        </span>
      </label>
    </Dialog>
  );
}

function Group({ title, shortcuts }: ShortcutGroup) {
  return (
    <section class="keys">
      <h3>{title}</h3>
      <dl>
        {shortcuts.map((shortcut) => (
          <div key={shortcut.does}>
            <dt>{shortcut.does}</dt>
            <dd>
              <Keys of={shortcut} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Keys({ of }: { of: Shortcut }) {
  return (
    <>
      {of.keys.map((key, index) => (
        <span key={key}>
          {index > 0 && ` ${texts.value.or} `}
          {keyParts(key).map((part) => (
            <kbd key={part}>{part}</kbd>
          ))}
        </span>
      ))}
    </>
  );
}

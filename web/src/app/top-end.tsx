/** The end of the header: language, theme, keys, signing out. */
import { useState } from 'preact/hooks';
import { chooseLanguage, inLanguage, language } from '../i18n/language.ts';
import { announce } from '../ui/announce.tsx';
import { Icon } from '../ui/icon.tsx';
import { KeyboardHelp } from '../ui/keyboard-help.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { nextTheme, theme, type Theme } from '../ui/theme.ts';
import { isSignedIn, session, signOut } from './session.ts';

const texts = inLanguage({
  sv: {
    signOut: 'Logga ut',
    keys: 'Tangenter',
    page: 'Hela sidan',
    theme: 'Tema',
    auto: 'som systemet',
    light: 'ljust',
    dark: 'mörkt',
  },
  en: {
    signOut: 'Sign out',
    keys: 'Keys',
    page: 'Everywhere',
    theme: 'Theme',
    auto: 'as the system',
    light: 'light',
    dark: 'dark',
  },
});

const ICONS = { auto: 'system', light: 'sun', dark: 'moon' } as const;

export function TopEnd() {
  return (
    <div class="top-end">
      <OtherLanguage />
      <OtherTheme />
      <Keys />
      {isSignedIn.value && <SignOut />}
    </div>
  );
}

function OtherLanguage() {
  const other = language.value === 'sv' ? 'en' : 'sv';
  const name = { sv: 'Svenska', en: 'English' }[other];
  return (
    <button type="button" class="quiet" lang={other} onClick={() => chooseLanguage(other)}>
      <span class="short">{other.toUpperCase()} </span>
      <span class="words">{name}</span>
    </button>
  );
}

function OtherTheme() {
  const named = (one: Theme) => `${texts.value.theme}: ${texts.value[one]}`;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={named(theme.value)}
      title={named(theme.value)}
      onClick={() => announce(named(nextTheme()))}
    >
      <Icon name={ICONS[theme.value]} />
    </button>
  );
}

function Keys() {
  const [isOpen, setOpen] = useState(false);
  const { keys, page } = texts.value;
  useShortcuts({
    title: page,
    shortcuts: [{ keys: ['?'], does: keys, run: () => setOpen(true) }],
  });
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={keys}
        title={keys}
        onClick={() => setOpen(true)}
      >
        <Icon name="keyboard" />
      </button>
      {isOpen && <KeyboardHelp onClose={() => setOpen(false)} />}
    </>
  );
}

function SignOut() {
  const name = texts.value.signOut;
  const who = session.value?.name;
  return (
    <button
      type="button"
      class="quiet"
      title={who === undefined ? name : `${name} (${who})`}
      onClick={signOut}
    >
      <span class="words">{name}</span>
      <span class="short">
        <Icon name="sign-out" />
      </span>
    </button>
  );
}

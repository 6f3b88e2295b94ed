/** Header and main part of every view. */
import type { ComponentChildren } from 'preact';
import { chooseLanguage, inLanguage, language } from '../i18n/language.ts';
import { addressOf, route } from './route.ts';
import { isSignedIn, session, signOut } from './session.ts';

const texts = inLanguage({
  sv: {
    skip: 'Hoppa till innehållet',
    recordings: 'Inspelningar',
    send: 'Ny inspelning',
    signOut: 'Logga ut',
    other: 'English',
    main: 'Huvudmeny',
  },
  en: {
    skip: 'Skip to the content',
    recordings: 'Recordings',
    send: 'New recording',
    signOut: 'Sign out',
    other: 'Svenska',
    main: 'Main menu',
  },
});

export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main" onClick={focusMain}>
        {texts.value.skip}
      </a>
      <header class="top">
        <a class="brand" href={addressOf.list}>
          spotscribe
        </a>
        {isSignedIn.value && <Menu />}
        <div class="top-end">
          <OtherLanguage />
          {isSignedIn.value && (
            <button type="button" class="quiet" onClick={signOut} title={session.value?.name}>
              {texts.value.signOut}
            </button>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Menu() {
  const here = (view: string) => (route.value.view === view ? 'page' : undefined);
  return (
    <nav aria-label={texts.value.main}>
      <a href={addressOf.list} aria-current={here('list')}>
        {texts.value.recordings}
      </a>
      <a href={addressOf.send} aria-current={here('send')}>
        {texts.value.send}
      </a>
    </nav>
  );
}

function OtherLanguage() {
  const other = language.value === 'sv' ? 'en' : 'sv';
  return (
    <button type="button" class="quiet" lang={other} onClick={() => chooseLanguage(other)}>
      {texts.value.other}
    </button>
  );
}

/** The fragment is the route, so that a link to `#main` would leave the view. */
function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

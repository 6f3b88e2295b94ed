/** Header, main part and foot of every view. */
import type { ComponentChildren } from 'preact';
import { inLanguage } from '../i18n/language.ts';
import { AskedQuestion } from '../ui/ask-first.tsx';
import { LiveRegion } from '../ui/announce.tsx';
import { addressOf, route } from './route.ts';
import { isSignedIn } from './session.ts';
import { settings } from './settings.ts';
import { TopEnd } from './top-end.tsx';

const texts = inLanguage({
  sv: {
    skip: 'Hoppa till innehållet',
    recordings: 'Inspelningar',
    send: 'Ny inspelning',
    main: 'Huvudmeny',
    api: 'API:ets beskrivning',
  },
  en: {
    skip: 'Skip to the content',
    recordings: 'Recordings',
    send: 'New recording',
    main: 'Main menu',
    api: 'Description of the API',
  },
});

export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main" onClick={focusMain}>
        {texts.value.skip}
      </a>
      <header class="top">
        <Brand />
        {isSignedIn.value && <Places />}
        <TopEnd />
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer class="foot">
        <span>spotscribe {settings.version}</span>
        <a href="openapi.json">{texts.value.api}</a>
      </footer>
      <AskedQuestion />
      <LiveRegion />
    </>
  );
}

function Brand() {
  return (
    <a class="brand" href={addressOf.list}>
      <svg class="icon" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M7 16h2M12 11v10M16 7v18M20 12v8M24 15v2" />
      </svg>
      spotscribe
    </a>
  );
}

function Places() {
  return (
    <nav aria-label={texts.value.main}>
      <Place view="list" name={texts.value.recordings} />
      <Place view="send" name={texts.value.send} />
    </nav>
  );
}

function Place({ view, name }: { view: 'list' | 'send'; name: string }) {
  const here = route.value.view === view ? 'page' : undefined;
  return (
    <a href={addressOf[view]} aria-current={here}>
      <span data-text={name}>{name}</span>
    </a>
  );
}

/** The fragment is the route, so that a link to `#main` would leave the view. */
function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

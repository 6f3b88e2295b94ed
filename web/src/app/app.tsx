/** The frame of all views, with the view of the address in it. */
import { effect, untracked } from '@preact/signals';
import { AnotherKey } from '../sign-in/another-key.tsx';
import { SignIn } from '../sign-in/sign-in.tsx';
import { Frame } from './frame.tsx';
import { keyFromAddress } from './key-in-address.ts';
import { LazyView } from './lazy-view.tsx';
import { leaveView, route, type Route } from './route.ts';
import { isKeyRefused, isSignedIn, person, signOut, whenSignedOut } from './session.ts';

/** Loaded when they are first shown; each brings its own styles. */
const VIEWS = {
  list: () => import('../list/list.tsx').then(({ List }) => List),
  send: () => import('../send/send.tsx').then(({ Send }) => Send),
  job: () => import('../read/job.tsx').then(({ JobPage }) => JobPage),
  'hand-on': () => import('../hand-on/hand-on.tsx').then(({ HandOn }) => HandOn),
  redacted: () => import('../redacted/redacted.tsx').then(({ Redacted }) => Redacted),
  shared: () => import('../shared/shared.tsx').then(({ Shared }) => Shared),
  unknown: () => import('./unknown.tsx').then(({ Unknown }) => Unknown),
};

whenSignedOut(leaveView);

// A link with a key signs in anew, also over another session.
effect(() => {
  if (keyFromAddress.value === undefined) return;
  untracked(signOut);
});

export function App() {
  const shown = route.value;
  // A link shows its one transcript to people without a key.
  const isOpen = shown.view === 'shared';
  return (
    <Frame>
      {isSignedIn.value || isOpen ? <View of={shown} /> : <SignIn />}
      {isSignedIn.value && isKeyRefused.value && <AnotherKey />}
    </Frame>
  );
}

function View({ of }: { of: Route }) {
  return <LazyView key={JSON.stringify([person.value, of])} load={VIEWS[of.view]} />;
}

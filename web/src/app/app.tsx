/** The frame of all views: header, navigation, and the view of the address. */
import { Frame } from './frame.tsx';
import { SignIn } from '../sign-in/sign-in.tsx';
import { LazyView } from './lazy-view.tsx';
import { route, type Route } from './route.ts';
import { isSignedIn } from './session.ts';

/** Loaded when they are first shown; each brings its own styles. */
const VIEWS = {
  list: () => import('../list/list.tsx').then(({ List }) => List),
  send: () => import('../send/send.tsx').then(({ Send }) => Send),
  job: () => import('../read/job.tsx').then(({ JobPage }) => JobPage),
  'hand-on': () => import('../hand-on/hand-on.tsx').then(({ HandOn }) => HandOn),
  shared: () => import('../shared/shared.tsx').then(({ Shared }) => Shared),
  unknown: () => import('./unknown.tsx').then(({ Unknown }) => Unknown),
};

export function App() {
  const shown = route.value;
  // A link shows its one transcript to people without a key.
  const isOpen = shown.view === 'shared';
  return <Frame>{isSignedIn.value || isOpen ? <View of={shown} /> : <SignIn />}</Frame>;
}

function View({ of }: { of: Route }) {
  return <LazyView key={JSON.stringify(of)} load={VIEWS[of.view]} />;
}

/**
 * Views by the fragment of the address: the paths belong to the API, and a fragment, which may hold a
 * secret token, never leaves the browser.
 */
import { signal } from '@preact/signals';
import { takeKeyFromAddress } from './key-in-address.ts';

export type Route =
  | { readonly view: 'list' }
  | { readonly view: 'send' }
  | { readonly view: 'job'; readonly jobId: string }
  | { readonly view: 'hand-on'; readonly jobId: string }
  | { readonly view: 'redacted'; readonly jobId: string }
  | { readonly view: 'shared'; readonly token: string }
  | { readonly view: 'unknown' };

export function routeOf(hash: string): Route {
  const [first = '', second, third] = hash.replace(/^#\/?/, '').split('/');
  if (first === '') return { view: 'list' };
  if (first === 'send' && second === undefined) return { view: 'send' };
  if (first === 'shared' && second) return { view: 'shared', token: second };
  if (first !== 'jobs' || !second) return { view: 'unknown' };
  if (third === 'hand-on') return { view: 'hand-on', jobId: second };
  if (third === 'redacted') return { view: 'redacted', jobId: second };
  return third === undefined ? { view: 'job', jobId: second } : { view: 'unknown' };
}

export const route = signal<Route>(currentRoute());

function currentRoute(): Route {
  takeKeyFromAddress();
  return routeOf(location.hash);
}

let navigations = 0;

window.addEventListener('hashchange', () => {
  navigations += 1;
  route.value = currentRoute();
});

/** False for the first view: the browser has just said the name of the page. */
export function hasNavigated(): boolean {
  return navigations > 0;
}

export const addressOf = {
  list: '#/',
  send: '#/send',
  job: (jobId: string) => `#/jobs/${encodeURIComponent(jobId)}`,
  handOn: (jobId: string) => `#/jobs/${encodeURIComponent(jobId)}/hand-on`,
  redacted: (jobId: string) => `#/jobs/${encodeURIComponent(jobId)}/redacted`,
  shared: (token: string) => `#/shared/${encodeURIComponent(token)}`,
};

/** To the list, in place of an address that names something of the one who leaves. */
export function leaveView(): void {
  history.replaceState(null, '', addressOf.list);
  route.value = routeOf(location.hash);
}

export function goTo(address: string): void {
  location.hash = address;
}

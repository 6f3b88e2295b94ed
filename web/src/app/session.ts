/**
 * The API key of the person who signed in: in memory, or in the tab's sessionStorage for as long as the
 * tab is open. Never in a cookie, and never in localStorage.
 */
import { computed, signal } from '@preact/signals';

const STORED_AS = 'spotscribe.key';

export interface Session {
  readonly apiKey: string;
  /** Who signed in, where the sign-in says it. */
  readonly name?: string;
  /** The key is invalid from then on; absent if it does not expire. */
  readonly expiresAt?: string;
}

export const session = signal<Session | undefined>(kept());
export const isSignedIn = computed(() => session.value !== undefined);
/** True once the API has refused the key: the page asks for another, and loses nothing. */
export const isKeyRefused = signal(false);

const LEAVING: (() => void)[] = [];

/** Runs at every sign-out: nothing of one owner may be seen by the next. */
export function whenSignedOut(forget: () => void): void {
  LEAVING.push(forget);
}

/** @param isKept until the tab is closed, over reloads */
export function signIn(next: Session, isKept: boolean): void {
  isKeyRefused.value = false;
  session.value = next;
  if (isKept) sessionStorage.setItem(STORED_AS, JSON.stringify(next));
  else sessionStorage.removeItem(STORED_AS);
}

export function signOut(): void {
  sessionStorage.removeItem(STORED_AS);
  session.value = undefined;
  isKeyRefused.value = false;
  for (const forget of LEAVING) forget();
}

function kept(): Session | undefined {
  const text = sessionStorage.getItem(STORED_AS);
  return text === null ? undefined : (JSON.parse(text) as Session);
}

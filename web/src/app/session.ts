/**
 * The API key of the person who signed in: in memory, or in the tab's sessionStorage for as long as the
 * tab is open. Never in a cookie, and never in localStorage.
 */
import { computed, signal } from '@preact/signals';

const STORED_AS = 'spotscribe.key';

export interface Session {
  readonly apiKey: string;
  /** Whose recordings the key reads. */
  readonly owner: string;
  /** Who signed in, where the sign-in says it. */
  readonly name?: string | undefined;
  /** The key is invalid from then on; absent if it does not expire. */
  readonly expiresAt?: string | undefined;
}

export const session = signal<Session | undefined>(kept());
export const isSignedIn = computed(() => session.value !== undefined);
/** True once the API has refused the key: the page asks for another, and loses nothing. */
export const isKeyRefused = signal(false);

/** Counts sign-outs: a view that belongs to an earlier person is not shown to the next. */
export const person = signal(0);

const LEAVING: (() => void)[] = [];
/** Requests that wait for another key. */
let waiting: ((apiKey: string | undefined) => void)[] = [];

/** Runs at every sign-out: nothing of one owner may be seen by the next. */
export function whenSignedOut(forget: () => void): void {
  LEAVING.push(forget);
}

/** @param isKept until the tab is closed, over reloads */
export function signIn(next: Session, isKept: boolean): void {
  const before = session.value;
  if (before && before.owner !== next.owner) forgetAll();
  isKeyRefused.value = false;
  session.value = next;
  if (isKept) store(next);
  else sessionStorage.removeItem(STORED_AS);
  answerWaiting(next.apiKey);
}

export function signOut(): void {
  forgetAll();
  sessionStorage.removeItem(STORED_AS);
  session.value = undefined;
  isKeyRefused.value = false;
}

/**
 * The key to repeat a refused request with, once the person has given it.
 * @returns undefined if it may not be repeated: after a sign-out, or for another owner
 */
export function keyAfter(refused: string): Promise<string | undefined> {
  const now = session.value?.apiKey;
  if (now !== refused) return Promise.resolve(now);
  isKeyRefused.value = true;
  return new Promise((resolve) => waiting.push(resolve));
}

export function isSessionKept(): boolean {
  return sessionStorage.getItem(STORED_AS) !== null;
}

function forgetAll(): void {
  answerWaiting(undefined);
  person.value += 1;
  for (const forget of LEAVING) forget();
}

function answerWaiting(apiKey: string | undefined): void {
  const asked = waiting;
  waiting = [];
  for (const answer of asked) answer(apiKey);
}

function store(one: Session): void {
  sessionStorage.setItem(STORED_AS, JSON.stringify(one));
}

function kept(): Session | undefined {
  const text = sessionStorage.getItem(STORED_AS);
  return text === null ? undefined : (JSON.parse(text) as Session);
}

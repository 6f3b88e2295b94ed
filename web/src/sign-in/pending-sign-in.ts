/** What a sign-in that has gone to the organisation must know when it comes back, in the tab's sessionStorage. */

const STORED_AS = 'spotscribe.sign-in';

export interface PendingSignIn {
  readonly codeVerifier: string;
  readonly state: string;
  readonly nonce: string;
  /** Where the person was. */
  readonly hash: string;
}

export function storePending(pending: PendingSignIn): void {
  sessionStorage.setItem(STORED_AS, JSON.stringify(pending));
}

/** Only once: a second answer with the same state is not from this sign-in. */
export function takePending(): PendingSignIn | undefined {
  const text = sessionStorage.getItem(STORED_AS);
  sessionStorage.removeItem(STORED_AS);
  return text === null ? undefined : (JSON.parse(text) as PendingSignIn);
}

/**
 * Where the organisation's sign-in comes back: `?code=…&state=…`. The code leaves the address bar at once;
 * then it is exchanged for a token, and the token for an API key of some hours.
 */
import { signal } from '@preact/signals';
import { signIn } from '../app/session.ts';
import { settings } from '../app/settings.ts';
import { takePending } from './pending-sign-in.ts';

export const organisationReturn = signal<'none' | 'going-on' | 'failed'>('none');

/** Once, at the start of the page. */
export async function returnFromOrganisation(): Promise<void> {
  const answer = new URL(location.href);
  const isAnswer = answer.searchParams.has('state') && settings.oidc !== null;
  const pending = isAnswer ? takePending() : undefined;
  if (!pending || !settings.oidc) return;
  organisationReturn.value = 'going-on';
  history.replaceState(null, '', `${location.pathname}${pending.hash}`);
  try {
    const { sessionOf } = await import('./oidc.ts');
    // A reload should not lead to the organisation again.
    signIn(await sessionOf(settings.oidc, pending, answer), true);
    organisationReturn.value = 'none';
  } catch {
    organisationReturn.value = 'failed';
  }
}

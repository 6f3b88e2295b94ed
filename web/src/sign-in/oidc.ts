/** OpenID Connect: Authorization Code with PKCE, for a client without a secret. Loaded when it is needed. */
import * as oauth from 'oauth4webapi';
import { answered, API_URL } from '../app/api.ts';
import type { Session } from '../app/session.ts';
import type { OidcSettings } from '../app/settings.ts';
import { storePending, type PendingSignIn } from './pending-sign-in.ts';

/** Must be registered with the organisation's sign-in, with its last slash. */
const REDIRECT_URI = `${location.origin}${location.pathname}`;

/** The organisation's sign-in has no address for people to go to. */
class NoSignInPage extends Error {
  override readonly name = 'NoSignInPage';
}

/** Leaves the page. */
export async function goToOrganisation(settings: OidcSettings): Promise<void> {
  const server = await discovered(settings);
  if (server.authorization_endpoint === undefined) throw new NoSignInPage();
  const pending = {
    codeVerifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    hash: location.hash,
  };
  storePending(pending);
  const address = new URL(server.authorization_endpoint);
  const query = {
    ...{ client_id: settings.clientId, redirect_uri: REDIRECT_URI, scope: settings.scope },
    ...{ response_type: 'code', state: pending.state, nonce: pending.nonce },
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  location.assign(address);
}

/** @throws if anything of the answer is not of this sign-in, or the API refuses the token */
export async function sessionOf(
  settings: OidcSettings,
  pending: PendingSignIn,
  answer: URL,
): Promise<Session> {
  const server = await discovered(settings);
  const client = { client_id: settings.clientId };
  const code = oauth.validateAuthResponse(server, client, answer, pending.state);
  const response = await oauth.authorizationCodeGrantRequest(
    ...([server, client, oauth.None(), code, REDIRECT_URI, pending.codeVerifier] as const),
    insecureIfHere(settings),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: pending.nonce,
    requireIdToken: true,
  });
  return keyFor(tokens.id_token ?? '');
}

async function keyFor(token: string): Promise<Session> {
  const request = new Request(`${API_URL}/sign-in`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  const response = await fetch(request);
  const body = (await response.json()) as unknown;
  return answered<Session>(Promise.resolve({ data: body as Session, error: body, response }));
}

async function discovered(settings: OidcSettings): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(settings.issuer);
  const response = await oauth.discoveryRequest(issuer, insecureIfHere(settings));
  return oauth.processDiscoveryResponse(issuer, response);
}

/** Without TLS on this computer only. */
function insecureIfHere({ issuer }: OidcSettings) {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname);
  // oxlint-disable-next-line typescript/no-deprecated -- marked so that it stands out; for a provider on this computer
  return isHere ? { [oauth.allowInsecureRequests]: true } : {};
}

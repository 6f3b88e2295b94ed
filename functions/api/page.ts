/** GET / and GET /assets/{file} : the page for people, out of this function's own bundle. */
import { pageOperation } from '../../core/api/operations/page.ts';
import { endpointOf, readConfig } from '../../core/base/config.ts';
import { openHandler } from '../http/handler.ts';
import { HttpProblem } from '../http/problem.ts';
import { BUILT_PAGE } from '../page/built-page.ts';
import { encoded } from '../page/content-encoding.ts';
import { indexPage, isUnchanged, type PageSettings } from '../page/index-page.ts';
import { pageHeaders } from '../page/page-headers.ts';

const config = readConfig([
  ...(['audioDomain', 'resultsDomain', 'analysisModels'] as const),
  ...(['oidcIssuer', 'oidcClientId', 'oidcOrigins'] as const),
]);
const audio = originOf(config.audioDomain);
const index = indexPage(BUILT_PAGE, settings());
const headers = pageHeaders({
  audio,
  results: originOf(config.resultsDomain),
  signIn: signInOrigins(),
});

export const handler = openHandler(pageOperation, ({ event }) => {
  const file = event.pathParameters?.file;
  const accepted = event.headers['accept-encoding'];
  if (file !== undefined) return asset(file, accepted);
  const common = { ...headers, 'Cache-Control': 'no-cache', ETag: index.etag };
  if (isUnchanged(event.headers['if-none-match'], index.etag)) {
    return { status: 304, headers: { ...common, Vary: 'accept-encoding' }, body: '' };
  }
  const { headers: own, body } = encoded(index.file, accepted);
  return { status: 200, headers: { ...common, ...own }, body };
});

/** A name changes with its content, so that a browser may keep the file. */
function asset(name: string, accepted: string | undefined) {
  const file = Object.hasOwn(BUILT_PAGE.assets, name) && BUILT_PAGE.assets[name];
  if (!file) throw new HttpProblem('not-found', 'The page has no such file. Reload the page.');
  const { headers, body } = encoded(file, accepted);
  const kept = {
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ETag: `W/"${name}"`,
  };
  return { status: 200, headers: { ...headers, ...kept }, body } as const;
}

function settings(): PageSettings {
  const { oidcIssuer: issuer, oidcClientId: clientId, analysisModels } = config;
  const oidc = issuer === '' ? null : { issuer, clientId, scope: 'openid profile email' };
  return { version: BUILT_PAGE.version, storageOrigin: audio, analysisModels, oidc };
}

/** Where the page gets an identity token; none without a provider. */
function signInOrigins(): readonly string[] {
  const { oidcIssuer, oidcOrigins } = config;
  return oidcIssuer === '' ? [] : [new URL(oidcIssuer).origin, ...oidcOrigins];
}

/** Origin of the signed addresses of a bucket; the embedded cloud has all of them at one endpoint. */
function originOf(domain: string): string {
  return new URL(endpointOf('S3', `https://${domain}`)).origin;
}

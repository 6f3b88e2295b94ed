/** index.html with the settings of this deployment, and a name for its content. */
import { createHash } from 'node:crypto';
import type { BuiltPage, CompressedFile } from './built-page.ts';
import { compressed } from './content-encoding.ts';

/** Read by web/src/app/settings.ts. */
export interface PageSettings {
  readonly version: string;
  readonly storageOrigin: string;
  /** Language models for analyses; none: no analyses. */
  readonly analysisModels: readonly string[];
  readonly oidc: { issuer: string; clientId: string; scope: string } | null;
}

export interface IndexPage {
  readonly file: CompressedFile;
  /** Weak, since it names all encodings of the content. */
  readonly etag: string;
}

const SETTINGS = /(<script type="application\/json" id="settings">)[^<]*(?=<\/script>)/;

/** Once for each machine of Lambda, before its first answer. */
const COLD_START_QUALITY = 5;

export function indexPage({ index }: Pick<BuiltPage, 'index'>, settings: PageSettings): IndexPage {
  const text = index.replace(SETTINGS, (_, tag: string) => `${tag}${jsonInHtml(settings)}`);
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const file = compressed('text/html; charset=utf-8', Buffer.from(text), COLD_START_QUALITY);
  return { file, etag: `W/"${hash}"` };
}

/** Whether a request's If-None-Match names this content. RFC 9110, 13.1.2: compared weakly. */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  const names = ifNoneMatch?.split(',').map((name) => name.trim().replace(/^W\//, '')) ?? [];
  return names.includes('*') || names.includes(etag.replace(/^W\//, ''));
}

/** No value can end the element: `<` is escaped. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}

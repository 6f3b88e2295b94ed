/** What the function of the page says of its deployment, within index.html. */

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

export interface Settings {
  /** Release of the deployment. */
  readonly version: string;
  /** Origin of uploads and audio. */
  readonly storageOrigin: string;
  /** Language models that analyses may ask for; none: the deployment makes no analyses. */
  readonly analysisModels: readonly string[];
  /** null: people sign in with an API key only. */
  readonly oidc: OidcSettings | null;
}

const UNKNOWN: Settings = { version: '', storageOrigin: '', analysisModels: [], oidc: null };

function readSettings(): Settings {
  const text = document.getElementById('settings')?.textContent ?? '{}';
  // Written by our own function, which is deployed with this file.
  return { ...UNKNOWN, ...(JSON.parse(text) as Partial<Settings>) };
}

export const settings = readSettings();

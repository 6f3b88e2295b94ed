/**
 * The page of a test's cloud in a browser, signed in as a new owner. The test fails, when it ends, on
 * errors in the console, errors of the page's code, violations of its content security policy, and
 * requests to any origin but the page's own and the storage's.
 */
import { randomUUID } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { keyOf } from '../../support/tenants.ts';
import type { TestCloud } from '../../support/test-cloud.ts';
import { sharedBrowser } from './chromium.ts';
import { Complaints } from './complaints.ts';

export type Theme = 'light' | 'dark';
export type Language = 'sv' | 'en';

/** All looks that a view has to be good in. */
export const LOOKS: readonly Look[] = (['light', 'dark'] as const).flatMap((theme) =>
  (['sv', 'en'] as const).map((language) => ({ theme, language })),
);

export interface Look {
  readonly theme: Theme;
  readonly language: Language;
}

export interface VisitOptions extends Partial<Look> {
  /** The view: `#/jobs/job-0123`; default: the first one. */
  readonly at?: string;
  /** Default: that of a new owner; null: not signed in. */
  readonly key?: string | null;
  /** Default: a new one, with a name of its own. */
  readonly owner?: string;
  /** A narrow screen that is touched. */
  readonly isPhone?: boolean;
  /** Further origins that the page may ask. */
  readonly origins?: readonly string[];
}

export interface Visit extends Look {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly owner: string;
  /** Empty if not signed in. */
  readonly key: string;
  readonly isPhone: boolean;
  /** Complaints that the test provokes: `/status of 409/`. */
  expects(complaint: RegExp): void;
}

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 780 };
const LOCALES = { sv: 'sv-SE', en: 'en-GB' };
/** For a busy computer; the suite ends a test that hangs. */
const DEADLINE_MS = 90_000;

/** Within a test: the visit ends with it. */
export async function pageAt(cloud: TestCloud, options: VisitOptions = {}): Promise<Visit> {
  const { theme = 'light', language = 'sv', isPhone = false } = options;
  const owner = options.owner ?? `visitor-${randomUUID().slice(0, 8)}`;
  const key = options.key === undefined ? await keyOf(cloud, owner) : (options.key ?? '');
  const browser = await sharedBrowser();
  const context = await browser.newContext({
    locale: LOCALES[language],
    timezoneId: 'Europe/Stockholm',
    colorScheme: theme,
    viewport: isPhone ? PHONE : DESKTOP,
    hasTouch: isPhone,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(DEADLINE_MS);
  const complaints = new Complaints(allowedOrigins(cloud, options.origins));
  await complaints.hear(context);
  onTestFinished(async () => {
    await context.close();
    expect(complaints.unexpected).toEqual([]);
  });
  if (key !== '') await signIn(context, { apiKey: key, owner });
  const page = await context.newPage();
  await page.goto(`${cloud.cloud.info.pageUrl}${options.at ?? ''}`);
  const expects = (complaint: RegExp) => complaints.expect(complaint);
  return { page, context, owner, key, theme, language, isPhone, expects };
}

function allowedOrigins({ cloud }: TestCloud, more: readonly string[] = []): readonly string[] {
  return [new URL(cloud.info.pageUrl).origin, new URL(cloud.info.apiUrl).origin, ...more];
}

/** As web/src/app/session.ts keeps it; once for each tab, so that a person can sign out. */
async function signIn(
  context: BrowserContext,
  given: { apiKey: string; owner: string },
): Promise<void> {
  const session = JSON.stringify(JSON.stringify(given));
  await context.addInitScript(`
    if (location.protocol.startsWith('http') && !sessionStorage.getItem('test.signedIn')) {
      sessionStorage.setItem('test.signedIn', 'yes');
      sessionStorage.setItem('spotscribe.key', ${session});
    }`);
}

/** The browser of the tests: one for each worker. */
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../computer/chromium/launch-browser.ts';
import { atWorkerEnd } from '../../support/worker-end.ts';

let shared: Promise<Browser> | undefined;

/** @throws NoBrowser */
export async function sharedBrowser(): Promise<Browser> {
  shared ??= launchBrowser().then((browser) => {
    atWorkerEnd(() => browser.close());
    return browser;
  });
  return shared;
}

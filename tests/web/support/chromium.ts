/** The browser of the tests: one for each worker, without a window. */
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { atWorkerEnd } from '../../support/worker-end.ts';
import { environmentOf, unpackedChromium } from './unpacked-chromium.ts';

/** There is no browser that the tests could use; the message says what to install. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser';
}

/** A microphone that beeps, for pages with the permission. */
const ARGUMENTS = [
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];
/** Installed browsers, where the package has none: macOS, Windows, Linux on ARM. */
const CHANNELS = ['chrome', 'msedge', 'chromium'];

let shared: Promise<Browser> | undefined;

/** @throws NoBrowser */
export async function sharedBrowser(): Promise<Browser> {
  shared ??= launchBrowser().then((browser) => {
    atWorkerEnd(() => browser.close());
    return browser;
  });
  return shared;
}

/** SPOTSCRIBE_BROWSER names another Chrome, Chromium or Edge. */
async function launchBrowser(): Promise<Browser> {
  const { SPOTSCRIBE_BROWSER: chosen } = process.env;
  if (chosen) return launch({ executablePath: chosen });
  if (process.platform !== 'linux' || process.arch !== 'x64') return launchInstalled();
  const folder = await unpackedChromium();
  return launch({ executablePath: `${folder}/chromium`, env: environmentOf(folder) });
}

async function launchInstalled(): Promise<Browser> {
  const reasons: string[] = [];
  for (const channel of CHANNELS) {
    try {
      return await launch({ channel });
    } catch (error) {
      reasons.push(`${channel}: ${String(error).split('\n')[0] ?? ''}`);
    }
  }
  throw new NoBrowser(
    `Install Google Chrome, or set SPOTSCRIBE_BROWSER=/path/to/chrome. Tried:\n${reasons.join('\n')}`,
  );
}

function launch(options: LaunchOptions): Promise<Browser> {
  return chromium.launch({ ...options, args: ARGUMENTS });
}

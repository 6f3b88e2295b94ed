/** A browser without a window, for tests and benchmarks of the page. */
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { environmentOf, unpackedChromium } from './unpacked-chromium.ts';

/** There is no browser that the tests could use; the message says what to install. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser';
}

/** A microphone that beeps, and that every page may use: without a window there is none to ask in. */
const ARGUMENTS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];
/** Installed browsers, where the package has none: macOS, Windows, Linux on ARM. */
const CHANNELS = ['chrome', 'msedge', 'chromium'];

/**
 * SPOTSCRIBE_BROWSER names another Chrome, Chromium or Edge.
 * @throws NoBrowser
 */
export async function launchBrowser(): Promise<Browser> {
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

/** From a key to the next frame, while a paragraph of a transcript of 30,000 words is mended. */
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../computer/chromium/launch-browser.ts';
import { longTranscript } from './long-transcript.ts';
import { serveReading } from './reading-server.ts';

const WORDS = 30_000;
const KEYS = 200;

/** Milliseconds. */
export interface Typing {
  readonly keys: readonly number[];
  /** Until the first words of the transcript show, and until all of them are there. */
  readonly firstWords: number;
  readonly allWords: number;
}

export async function measureTyping(): Promise<Typing> {
  await using server = await serveReading(longTranscript(WORDS));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    await page.addInitScript(`sessionStorage.setItem('spotscribe.key', '{"apiKey":"key"}')`);
    const started = performance.now();
    await page.goto(`${server.url}#/jobs/${server.jobId}`);
    await page.locator('[data-n]').first().waitFor();
    const firstWords = performance.now() - started;
    await page.locator('.save-state').waitFor();
    const allWords = performance.now() - started;
    await page.locator('[data-index="3"] [data-n="2"]').dblclick();
    await page.getByRole('textbox').waitFor();
    return { keys: await typed(page), firstWords, allWords };
  } finally {
    await browser.close();
  }
}

/** Milliseconds for each key, from its event to the end of the frame that shows it. */
async function typed(page: Page): Promise<number[]> {
  await page.evaluate(`
    window.times = [];
    addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      // A message comes after the frame has been painted.
      port1.onmessage = () => window.times.push(performance.now() - timeStamp);
      port2.postMessage(undefined);
    }), true);`);
  const letters = 'en mening som skrivs '.split('');
  for (let nth = 0; nth < KEYS; nth += 1) {
    await page.keyboard.press(letters[nth % letters.length] ?? 'x');
  }
  await page.waitForFunction(`window.times.length >= ${KEYS}`);
  return page.evaluate('window.times');
}

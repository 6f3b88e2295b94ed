/**
 * Time from the moment when the engine said a job's first words (`first-segment` in its timeline, by the
 * instance's clock, which is this computer's) until they stood on the page.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { scriptAudio } from '../../chaos/script.ts';
import { launchBrowser } from '../../computer/chromium/launch-browser.ts';
import { CloudHarness, startWithReceiver } from '../../local/cloud-harness.ts';

const JOBS = 11;
/** Words come for ten seconds, and the transcript is not done before they are seen. */
const SCRIPT = { windows: 20, paceSeconds: 0.5 };

/** @returns milliseconds of each job */
export async function liveWords(): Promise<number[]> {
  const cloud = new CloudHarness(await startWithReceiver({ engine: STUB_ENGINE }));
  const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-live-'));
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    await context.addInitScript(signedInAndWatching(cloud.cloud.info.apiKey));
    const times: number[] = [];
    for (let nth = 0; nth < JOBS; nth += 1) {
      const file = path.join(folder, `${nth}.wav`);
      writeFileSync(file, scriptAudio({ ...SCRIPT, title: `mätning ${nth}` }));
      times.push(await latencyOf(file, { cloud, context }));
    }
    return times;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
    await cloud.stop();
  }
}

/** Notes when the first paragraph is in the document. */
function signedInAndWatching(apiKey: string): string {
  const session = JSON.stringify(JSON.stringify({ apiKey }));
  return `
    sessionStorage.setItem('spotscribe.key', ${session});
    new MutationObserver(() => {
      if (document.querySelector('.live-paragraph')) globalThis.firstWordsAt ??= Date.now();
    }).observe(document, { childList: true, subtree: true });`;
}

async function latencyOf(
  file: string,
  { cloud, context }: { cloud: CloudHarness; context: BrowserContext },
): Promise<number> {
  const { jobId } = await cloud.client.submitFile(file);
  const page = await context.newPage();
  await page.goto(`${cloud.cloud.info.pageUrl}#/jobs/${jobId}`);
  await page.locator('.live-paragraph').first().waitFor({ timeout: 120_000 });
  const shownAt = await page.evaluate<number>('globalThis.firstWordsAt');
  await page.close();
  await cloud.client.untilEnd(jobId);
  const said = (await cloud.client.timeline(jobId)).find(({ what }) => what === 'first-segment');
  if (!said) throw new Error(`job ${jobId} said no words`);
  return shownAt - Date.parse(said.at);
}

/** Drops files and folders of this computer on the page, as a person does. */
import type { Page } from 'playwright-core';

/** Chromium's drag events: those that a script makes have no folders. */
export async function dropFiles(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 640, y: 320, data });
  }
}

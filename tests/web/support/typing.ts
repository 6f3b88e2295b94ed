/** Mending as people do it: double click, type, leave. */
import type { Locator, Page } from 'playwright-core';

export function word(page: Page, text: string): Locator {
  return page.locator('[data-n]', { hasText: text }).first();
}

/** The editor of the block with this word, the caret before the word. */
export async function edit(page: Page, text: string): Promise<Locator> {
  await word(page, text).dblclick();
  const field = page.getByRole('textbox', { name: /Rätta texten|Edit the text/ });
  await field.waitFor();
  return field;
}

/** Puts another word in the place of one, and leaves the editor. */
export async function mend(page: Page, from: string, to: string): Promise<void> {
  const field = await edit(page, from);
  const text = await field.inputValue();
  await field.fill(text.replace(from, to));
  await page.keyboard.press('Escape');
}

/** Text of all rows that show. */
export async function shownText(page: Page): Promise<string> {
  return (await page.locator('.block-text').allTextContents()).join('\n');
}

export function saved(page: Page): Promise<void> {
  return page.getByText(/Allt är sparat|All saved/).waitFor();
}

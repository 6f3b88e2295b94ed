/** Pictures of a visit, for people, and what a program finds to be inaccessible. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { LOCAL } from '../../../computer/project.ts';
import type { Visit } from './page-at.ts';

const SCREENSHOTS = path.join(LOCAL, 'screenshots');
const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Writes .local/screenshots/NAME-THEME-LANGUAGE.png of the whole page. */
export async function look(visit: Visit, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const { page, theme, language, isPhone } = visit;
  const file = [name, theme, language, ...(isPhone ? ['phone'] : [])].join('-');
  await page.screenshot({
    path: path.join(SCREENSHOTS, `${file}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}

/** Violations of WCAG 2.2 AA that axe finds, each with its elements; empty is good. */
export async function barriers({ page }: Visit): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze();
  return violations.map(({ id, help, nodes }) => {
    const elements = nodes.map(
      ({ target, failureSummary = '' }) => `${target.join(' ')} ${failureSummary}`,
    );
    return `${id}: ${help}\n${elements.join('\n')}`;
  });
}

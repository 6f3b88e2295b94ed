/** The settings that serverless.yml declares (`params`), and the parameters of the stack that hold them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';

/** The parameter that lists which settings were given with --param; not a setting itself. */
export const SET_BY_HAND = 'setByHand';

/** Defaults of all settings, by name. */
export function declaredSettings(): ReadonlyMap<string, string> {
  const text = readFileSync(path.join(PROJECT, 'serverless.yml'), 'utf8');
  const block = /^params:\n {2}default:\n((?: {4}.*\n)+)/m.exec(text)?.[1] ?? '';
  const lines = [...block.matchAll(/^ {4}(\w+):(.*)$/gm)];
  return new Map(
    lines
      .map(([, name = '', value = '']) => [name, value.trim().replace(/^'(.*)'$/, '$1')] as const)
      .filter(([name]) => name !== SET_BY_HAND),
  );
}

/** `rootGiB` → `RootGiB` */
export function parameterOf(setting: string): string {
  return setting.charAt(0).toUpperCase() + setting.slice(1);
}

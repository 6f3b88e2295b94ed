/**
 * `npm run bench page [-- NAME…]`: figures of the page, each against its limit. Fails if one is above
 * it. Without names all are measured.
 */
import { parseArgs } from 'node:util';
import { FIGURES, type Figure } from './page/figures.ts';

const { positionals } = parseArgs({ args: process.argv.slice(3), allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(FIGURES);
const figures: Figure[] = [];
for (const name of names) {
  const measure = FIGURES[name];
  if (!measure) throw new TypeError(`There is no ${name}: ${Object.keys(FIGURES).join(', ')}.`);
  figures.push(...(await measure()));
}

console.log('| figure | measured | limit |\n| --- | ---: | ---: |');
for (const { what, value, unit, limit } of figures) {
  const shown = [value, limit].map((one) => (one === undefined ? '' : `${one.toFixed(1)} ${unit}`));
  console.log(`| ${[what, ...shown].join(' | ')} |`);
}
const above = figures.filter(({ value, limit }) => limit !== undefined && value > limit);
if (above.length > 0) {
  console.error(`\nAbove the limit: ${above.map(({ what }) => what).join('; ')}.`);
  process.exitCode = 1;
}

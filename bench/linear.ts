/**
 * `npm run bench linear`: what strangers send, doubled again and again. Fails if the time for it grows
 * faster than its size. Takes half a minute, needs no cloud.
 */
import { CASES } from './linear/cases.ts';
import { growthOf } from './linear/growth.ts';

/** Exponent of the size that the time may have: 1 is linear, 2 quadratic; between them is noise. */
const MOST = 1.5;

console.log(`
| what is doubled | from | to | ms for the least | for the most | exponent of the growth |
| --- | ---: | ---: | ---: | ---: | ---: |`);
const tooFast: string[] = [];
for (const { what, from, doublings, work } of CASES) {
  const { first, last, exponent } = await growthOf(work, { from, doublings });
  const figures = [
    from,
    from * 2 ** doublings,
    first.toFixed(2),
    last.toFixed(2),
    exponent.toFixed(2),
  ];
  console.log(`| ${[what, ...figures].join(' | ')} |`);
  if (exponent > MOST) tooFast.push(what);
}
if (tooFast.length > 0) {
  console.error(`\nGrows faster than what is sent: ${tooFast.join(', ')}.`);
  process.exitCode = 1;
}

/** `npm run check:aws`: what an account lacks for a deployment, an image, a job. */
import path from 'node:path';
import { ALL_PURPOSES, checkAccount, stopping } from '../account/check/checks.ts';
import { sentenceOf, tableOf } from '../account/check/report.ts';
import { PLACE_OPTIONS, PLACE_USAGE, placeOf } from '../account/place.ts';
import { BASE_PARAMETER } from '../ami/base.ts';
import { readArguments } from '../computer/arguments.ts';

const USAGE = `npm run check:aws -- [OPTIONS]

Asks the account what would keep a deployment, an image or a job from working: credentials, quotas,
instance types, names, rights. Makes and changes nothing. Exit status: 1 if there is a fault.

${PLACE_USAGE}
  --param KEY=VALUE  as for npm run deploy: instanceTypes and zones are checked
  --type NAME, --base IMAGE, --node FILE
                     as for npm run ami
  --json             for programs

Uses the AWS credentials of your environment.`;

const { values } = readArguments(USAGE, {
  options: {
    ...PLACE_OPTIONS,
    param: { type: 'string', multiple: true, default: [] },
    type: { type: 'string', default: 'g4dn.xlarge' },
    base: { type: 'string', default: BASE_PARAMETER },
    node: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const place = await placeOf(values, USAGE);
const { type: instanceType, base, node } = values;
const checked = await checkAccount(place, {
  params: values.param,
  image: { instanceType, base, node: node && path.resolve(node) },
});
const isReady = stopping(checked, ALL_PURPOSES).length === 0;
if (values.json) {
  const checks = checked.map(({ name, stops, finding }) => ({ name, stops, ...finding }));
  console.log(JSON.stringify({ ok: isReady, ...place, checks }, null, 2));
} else {
  console.log(tableOf(checked));
  const remarks = checked.filter(({ finding }) => ['fault', 'note'].includes(finding.state));
  if (remarks.length > 0) console.log(`\n${remarks.map(sentenceOf).join('\n')}`);
  if (isReady) console.log('\nThere is no fault.');
}
process.exitCode = isReady ? 0 : 1;

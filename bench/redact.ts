/** `npm run bench redact`: what the redaction finds in generated Swedish speech, and what not. */
import { readArguments } from '../computer/arguments.ts';
import { measure } from './redact/measure.ts';
import { modelNames } from './redact/model-names.ts';
import { testSet } from './redact/test-set.ts';

const USAGE = `npm run bench redact -- [EACH [SEED]] [--names FOLDER] [--misses]

  EACH            examples of each row (default: 200)
  --names FOLDER  with a model for names as well: model.onnx, tokenizer.json and config.json
  --misses        lists some of what was missed or found in vain`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: { names: { type: 'string' }, misses: { type: 'boolean', default: false } },
});
const [, each = '200', seed = '20261130'] = positionals;
const examples = testSet(Number(seed), Number(each));
const model = values.names === undefined ? undefined : await modelNames(values.names, examples);
if (model) {
  const { name, sha256 } = model.model;
  const took = `${model.words} words in ${model.seconds.toFixed(1)} s, with loading`;
  console.log(`With the model ${name} (SHA-256 of its weights ${sha256}): ${took}\n`);
}
const { rows, kinds } = measure(examples, model?.spans);

console.log('| what | examples | no word left | as its kind |\n| --- | --- | --- | --- |');
for (const [row, { examples, found, kindRight }] of [...rows].sort(([one], [other]) =>
  one.localeCompare(other),
)) {
  if (row === 'nothing to find') continue;
  console.log(
    `| ${row} | ${examples} | ${percent(found, examples)} | ${percent(kindRight, examples)} |`,
  );
}
console.log('\n| kind | finds | right |\n| --- | --- | --- |');
for (const [kind, { finds, right }] of kinds)
  console.log(`| ${kind} | ${finds} | ${percent(right, finds)} |`);
if (values.misses) {
  for (const [row, { missed }] of rows) {
    for (const { segments, planted } of missed.slice(0, 5)) {
      console.log(
        `${row}: ${planted.join(' ')} <- ${segments.map(({ text }) => text).join(' / ')}`,
      );
    }
  }
  for (const [kind, { wrong }] of kinds) console.log(kind, [...new Set(wrong)].slice(0, 20));
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

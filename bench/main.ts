/** `npm run bench [name]`: lists the measurements, or runs one. Each is a file of this folder. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => path.basename(file, '.ts'));
const [name] = process.argv.slice(2);

if (name === undefined) {
  console.log(`npm run bench ${names.join(' | ')}`);
} else if (names.includes(name)) {
  await import(`./${name}.ts`);
} else {
  console.error(`There is no measurement ${name}. There are: ${names.join(', ')}.`);
  process.exitCode = 2;
}

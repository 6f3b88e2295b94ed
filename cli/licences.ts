/** `npm run licences`: NOTICE and docs/licences.md; known advisories. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readArguments, refuse } from '../computer/arguments.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePython, type PythonNeed, REQUIREMENTS } from '../computer/python-venv.ts';
import { runCommand } from '../computer/run-command.ts';
import { npmAdvisories, pythonAdvisories, type Advisories } from './licences/advisories.ts';
import { differences, licencesDocument, notice } from './licences/documents.ts';
import { LicenceUnknown, readInstalled } from './licences/installed.ts';
import { readPinned } from './licences/pinned.ts';

const USAGE = `npm run licences -- [--check]

  --check  only says whether the two list what package-lock.json and the lists of Python packages
           pin; asks no registry. Exit status 1: they do not.

Writes NOTICE and docs/licences.md, and asks npm and PyPI for known advisories on what ships. Exit
status 1: there is one of high severity, or a licence is not known. A registry that does not answer is
mentioned. Needs Linux on x86-64 and Python 3.11 or newer, as the machine image has.`;

const DOCUMENT = path.join(PROJECT, 'docs', 'licences.md');
const NOTICE = path.join(PROJECT, 'NOTICE');

const { values } = readArguments(USAGE, {
  options: { check: { type: 'boolean', default: false } },
});
const pinned = readPinned(PROJECT);
try {
  process.exitCode = values.check ? check() : await write();
} catch (error) {
  if (!(error instanceof LicenceUnknown)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function check(): number {
  const documents = {
    licences: readFileSync(DOCUMENT, 'utf8'),
    notice: readFileSync(NOTICE, 'utf8'),
  };
  const found = differences(pinned, documents);
  if (found.length === 0) return 0;
  console.error(
    `docs/licences.md and NOTICE are not up to date:\n  ${found.join('\n  ')}\nRun npm run licences.`,
  );
  return 1;
}

async function write(): Promise<number> {
  const python = await ensurePython(console.error, Object.keys(REQUIREMENTS) as PythonNeed[]);
  await requireImagesPlatform(python);
  const installed = await readInstalled(python);
  const described = pinned.map((each) => ({ ...each, ...installed(each) }));
  writeFileSync(DOCUMENT, licencesDocument(described));
  writeFileSync(NOTICE, notice(described));
  console.log('Written: docs/licences.md, NOTICE');
  const answers = [await npmAdvisories(), await pythonAdvisories(pinned)];
  for (const answer of answers) report(answer);
  return answers.some(({ found }) => found.some(({ isHigh }) => isHigh)) ? 1 : 0;
}

/** Wheels for other platforms bring other libraries. */
async function requireImagesPlatform(python: string): Promise<void> {
  const question = 'import sys; print(sys.version_info >= (3, 11))';
  const isNewEnough = (await runCommand({ program: python, args: ['-c', question] })).trim();
  if (process.platform !== 'linux' || process.arch !== 'x64' || isNewEnough !== 'True') {
    refuse(USAGE, 'This is not Linux on x86-64 with Python 3.11 or newer. Nothing was written.');
  }
}

function report({ registry, unanswered, found }: Advisories): void {
  for (const { says } of found) console.log(`Advisory: ${says}`);
  if (unanswered !== undefined) {
    console.log(`Advisories of ${registry} are not known: ${unanswered}.`);
  } else if (found.length === 0) {
    console.log(`${registry} knows no advisory on what ships.`);
  }
}

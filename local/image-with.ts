import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { linkEntries } from '../computer/own-folder.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { stampOf } from '../computer/stamp.ts';
import type { Image } from './image.ts';

/** The program that finds names, with what it imports: a stand-in for the engine has none of its own. */
const NAMES = ['fast_transcribe/names', 'fast_transcribe/manifest.py'];
const ENGINE = 'userdata/engine';

/** Folders of an image that another may replace: the engine, the program for analyses, the networks. */
export type ReplaceablePart = 'engine' | 'analysis' | 'speakers';

/**
 * Derives a machine image with another folder in place of its own, such as a stub that emits the
 * engine's events without a model. The program that finds names is the real one with any engine. The
 * image id is a hash of the content.
 * @param folder of the project
 */
export function imageWith(image: Image, part: ReplaceablePart, folder: string): Image {
  const root = path.join(LOCAL, `${path.basename(image.root)}-${path.basename(folder)}`);
  const stamp = stampOf(
    path.join(root, '.stamp'),
    [folder, ...NAMES.map((part) => path.join(ENGINE, part))],
    [image.id, part],
  );
  const other: Image = { id: `ami-${stamp.value.slice(0, 17)}`, root };
  if (stamp.isFresh()) return other;
  rmSync(root, { recursive: true, force: true });
  const home = path.join(root, 'opt/spotscribe');
  linkEntries(path.join(image.root, 'opt/spotscribe'), home);
  rmSync(path.join(home, part), { recursive: true, force: true });
  cpSync(path.join(PROJECT, folder), path.join(home, part), { recursive: true });
  for (const own of part === 'engine' ? NAMES : []) {
    cpSync(path.join(PROJECT, ENGINE, own), path.join(home, part, own), { recursive: true });
  }
  stamp.write();
  return other;
}

import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Image } from './image.ts';
import { linkEntries } from '../computer/own-folder.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { stampOf } from '../computer/stamp.ts';

/**
 * A machine image like another one, with the engine of a folder of this project: a program that speaks
 * the engine's events and needs no model, say. What tells it from the other is its content alone.
 */
export function imageWithEngine(image: Image, engine: string): Image {
  const root = path.join(LOCAL, `image-${path.basename(engine)}`);
  const stamp = stampOf(path.join(root, '.stamp'), [engine], [image.id]);
  const other: Image = { id: `ami-${stamp.value.slice(0, 17)}`, root };
  if (stamp.isFresh()) return other;
  rmSync(root, { recursive: true, force: true });
  const home = path.join(root, 'opt/spotscribe');
  linkEntries(path.join(image.root, 'opt/spotscribe'), home);
  rmSync(path.join(home, 'engine'));
  cpSync(path.join(PROJECT, engine), path.join(home, 'engine'), { recursive: true });
  stamp.write();
  return other;
}

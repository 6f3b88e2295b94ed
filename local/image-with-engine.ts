import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Image } from './image.ts';
import { linkEntries } from '../computer/own-folder.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { stampOf } from '../computer/stamp.ts';

/**
 * Derives a machine image with another engine, such as a stub that emits the engine's events without a
 * model. The image id is a hash of the content.
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

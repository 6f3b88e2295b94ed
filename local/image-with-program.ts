import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Image } from './image.ts';
import { linkEntries } from '../computer/own-folder.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { stampOf } from '../computer/stamp.ts';

/**
 * Derives a machine image with a program for analyses, such as the scripted chat server, in place of its
 * own if it has one. The image id is a hash of the content.
 * @param folder of the project, with a program.json
 */
export function imageWithProgram(image: Image, folder: string): Image {
  const root = path.join(LOCAL, `${path.basename(image.root)}-${path.basename(folder)}`);
  const stamp = stampOf(path.join(root, '.stamp'), [folder], [image.id]);
  const other: Image = { id: `ami-${stamp.value.slice(0, 17)}`, root };
  if (stamp.isFresh()) return other;
  rmSync(root, { recursive: true, force: true });
  const home = path.join(root, 'opt/spotscribe');
  linkEntries(path.join(image.root, 'opt/spotscribe'), home);
  rmSync(path.join(home, 'analysis'), { recursive: true, force: true });
  cpSync(path.join(PROJECT, folder), path.join(home, 'analysis'), { recursive: true });
  stamp.write();
  return other;
}

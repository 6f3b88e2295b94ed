/** A machine whose model was damaged on its disk. */
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Instance } from '../../local/ec2/instance.ts';

/** Gives the instance a model of its own, with one byte turned over. */
export function damageModel({ root }: Instance): void {
  const home = path.join(root, 'opt/spotscribe');
  const image = unlink(home);
  for (const name of readdirSync(image).filter((name) => name !== 'model')) {
    symlinkSync(path.join(image, name), path.join(home, name));
  }
  cpSync(path.join(image, 'model'), path.join(home, 'model'), { recursive: true });
  const model = path.join(home, 'model', 'model.bin');
  const bytes = readFileSync(model);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
  rmSync(model);
  writeFileSync(model, bytes);
}

/** Puts a folder in the place of a link. @returns where the link led */
function unlink(link: string): string {
  const target = readlinkSync(link);
  rmSync(link);
  mkdirSync(link);
  return target;
}

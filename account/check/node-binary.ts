/**
 * Whether the Node that is packed for an image runs there. nodejs.org's builds need glibc and
 * libstdc++ alone; a distribution's Node needs that distribution's other libraries, or musl.
 */
import { existsSync } from 'node:fs';
import { fault, imageCheck, note, ok, type Finding } from './check.ts';
import { readElf, type Elf } from './elf.ts';

export const nodeBinary = imageCheck('Node for the image', async ({ node }) => {
  if (node === undefined) return ok('the one in ami/node.lock.json, by its SHA-256');
  if (!existsSync(node)) return fault(`there is no file ${node}`, REMEDY);
  return judgeNode(node, await readElf(node));
});

/** The dynamic loader of every system with glibc; those of musl, Nix and Homebrew are elsewhere. */
const LOADER = '/lib64/ld-linux-x86-64.so.2';

/** Libraries of glibc and of GCC's runtime. */
const EVERYWHERE =
  /^(ld-linux-x86-64|libc|libdl|libm|libpthread|librt|libstdc\+\+|libgcc_s|libatomic)\.so/;

const REMEDY =
  'Take a build of nodejs.org for Linux on x86-64 (--node FILE), such as node_modules/node/bin/node after npm ci on such a computer.';

export function judgeNode(file: string, elf: Elf | 'script' | undefined): Finding {
  if (elf === 'script') return note(`${file} is a script`, 'What it starts must be in the image.');
  if (elf === undefined) return fault(`${file} is no program for 64-bit Linux`, REMEDY);
  if (elf.machine !== 'x86-64') return fault(`${file} is for another processor`, REMEDY);
  if (elf.loader !== undefined && elf.loader !== LOADER) {
    return fault(`${file} is started by ${elf.loader}, which the image lacks`, REMEDY);
  }
  const others = elf.libraries.filter((library) => !EVERYWHERE.test(library));
  if (others.length === 0) return ok(`${file} needs nothing but glibc and libstdc++`);
  return fault(`${file} needs ${others.join(', ')}, which the image lacks`, REMEDY);
}

/** Where this computer gets Debian's packages from, by its own apt. */
import { spawnSync } from 'node:child_process';
import { MIRRORS, type Mirrors } from './base.ts';

/** One line for each index of packages: address, release (bookworm-security …), distributor. */
const FORMAT = ['--format', '$(REPO_URI) $(RELEASE) $(ORIGIN)', 'Created-By: Packages'];

/** The mirrors of this computer's apt; Debian's own ones where it has none of Debian by HTTP. */
export function mirrorsHere(): Mirrors {
  const { error, stdout } = spawnSync('apt-get', ['indextargets', ...FORMAT], {
    encoding: 'utf8',
  });
  return error === undefined ? mirrorsOf(stdout) : MIRRORS;
}

/** @param targets output of `apt-get indextargets` in the format above */
export function mirrorsOf(targets: string): Mirrors {
  const found = targets
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([uri = '', , origin]) => origin === 'Debian' && /^https?:/.test(uri))
    .map(([uri = '', release = '']) => ({ uri: uri.replace(/\/+$/, ''), release }));
  const debian = found.find(({ release }) => /^[a-z]+$/.test(release));
  if (debian === undefined) return MIRRORS;
  const security = found.find(({ release }) => release.endsWith('-security'));
  return { debian: debian.uri, security: security?.uri ?? besides(debian.uri) };
}

/** A mirror that was given by hand, and the one of security updates beside it, as Debian names it. */
export function mirrorsAt(debian: string): Mirrors {
  const uri = debian.replace(/\/+$/, '');
  return { debian: uri, security: besides(uri) };
}

function besides(debian: string): string {
  return `${debian}-security`;
}

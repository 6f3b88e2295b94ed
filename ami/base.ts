/** Public parameter of Debian's cloud team with the base image's id; ami/README.md says why Debian 13. */
export const BASE_PARAMETER = '/aws/service/debian/release/13/latest/amd64';

/** Code name of the base image's release; the builder refuses another one (ami/base-system.sh). */
export const RELEASE = 'trixie';

/** Where a machine gets Debian's packages from, as bases of URIs without a slash at the end. */
export interface Mirrors {
  readonly debian: string;
  readonly security: string;
}

/** Over TLS: the stack's machines reach port 443 alone. */
export const MIRRORS: Mirrors = {
  debian: 'https://deb.debian.org/debian',
  security: 'https://deb.debian.org/debian-security',
};

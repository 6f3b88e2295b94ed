/** What a rehearsal tells: the system that was made, and what its engine heard. */
import * as z from 'zod';

const System = z.object({
  kernel: z.string(),
  modules: z.array(
    z.object({ name: z.string(), version: z.string(), kernel: z.string(), bytes: z.int() }),
  ),
  /** Debian's packages: versions by name. */
  packages: z.record(z.string(), z.string()),
  packageBytes: z.int(),
  diskBytes: z.int(),
  /** Bytes that a start reads of /opt/spotscribe and of libraries. */
  startBytes: z.int(),
  versions: z.object({
    node: z.string(),
    python: z.string(),
    packages: z.record(z.string(), z.string()),
  }),
});
type System = z.infer<typeof System>;

/** Output of in-rehearsal.sh. `tried` is what verify.py prints. */
export const Rehearsed = z.object({ system: System, tried: z.unknown() });
export type Rehearsed = z.infer<typeof Rehearsed>;

/** Debian's packages that an operator wants to know the versions of. */
const NOTABLE =
  /^(cloud-init|systemd|python3|nftables|linux-image-.*|.*nvidia-(tesla-|modprobe|pers).*)$/;

const MB = 1e6;

/** The table that the command prints. */
export function systemLines({
  kernel,
  modules,
  packages,
  packageBytes,
  diskBytes,
  startBytes,
  versions,
}: System): string[] {
  const notable = Object.entries(packages).filter(([name]) => NOTABLE.test(name));
  const rows: [string, string][] = [
    ['kernel', kernel],
    ...modules.map(({ name, version, kernel: its, bytes }): [string, string] => [
      'module',
      `${name} ${version}, compiled for ${its}, ${megabytes(bytes)}`,
    ]),
    [
      'Debian packages',
      `${Object.keys(packages).length}, ${megabytes(packageBytes)}; of them ${versionsOf(notable)}`,
    ],
    ['Node', versions.node],
    ['Python', `${versions.python} with ${versionsOf(Object.entries(versions.packages))}`],
    ['disk', megabytes(diskBytes)],
    [
      'a start reads',
      `${megabytes(startBytes)} of programs, libraries and model, besides what the system reads to boot`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => `${name.padEnd(width)}${text}`);
}

function versionsOf(packages: readonly [string, string][]): string {
  return packages.map(([name, version]) => `${name} ${version}`).join(', ');
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}

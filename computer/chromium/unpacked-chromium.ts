/**
 * The Chromium of the package @sparticuz/chromium (Linux on x64), unpacked once for this computer. Its own
 * `executablePath()` unpacks to one place below /tmp, for one user only, and adds the libraries that it
 * brings only within Lambda.
 */
import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { PROJECT } from '../project.ts';

const PACKAGE = path.join(PROJECT, 'node_modules/@sparticuz/chromium');
const GIVEN = process.env.XDG_CACHE_HOME ?? '';
/** An empty or relative XDG_CACHE_HOME counts as none (XDG Base Directory Specification). */
const CACHE = path.join(
  path.isAbsolute(GIVEN) ? GIVEN : path.join(homedir(), '.cache'),
  'spotscribe',
);
/** Libraries, fonts and a renderer without a graphics card. */
const ARCHIVES = ['al2023', 'fonts', 'swiftshader'];

/** @returns the folder with `chromium`, `lib`, `fonts` and `fonts.conf` */
export async function unpackedChromium(): Promise<string> {
  const folder = path.join(CACHE, `chromium-${packageVersion()}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const fresh = mkdtempSync(path.join(CACHE, 'unpacking-'));
  await unpackInto(fresh, folder);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another worker was faster.
    rmSync(fresh, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function unpackInto(fresh: string, folder: string): Promise<void> {
  await unpack('chromium.br', path.join(fresh, 'chromium'));
  for (const name of ARCHIVES) {
    const archive = path.join(fresh, `${name}.tar`);
    await unpack(`${name}.tar.br`, archive);
    execFileSync('tar', ['xf', archive, '--no-same-owner'], { cwd: fresh });
    rmSync(archive);
  }
  writeFileSync(path.join(fresh, 'fonts.conf'), fontsConfig(folder));
}

async function unpack(name: string, target: string): Promise<void> {
  await pipeline(
    createReadStream(path.join(PACKAGE, 'bin', name)),
    createBrotliDecompress(),
    createWriteStream(target, { mode: 0o755 }),
  );
}

/** Without any font a page crashes. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`;
}

/** For the process of the browser: what the computer has is used first. */
export function environmentOf(folder: string): Record<string, string | undefined> {
  const { LD_LIBRARY_PATH: before } = process.env;
  const libraries = [path.join(folder, 'lib'), before].filter(Boolean).join(':');
  return {
    ...process.env,
    // Without it Chromium takes no file whose name has other letters than ASCII, and gives none.
    LC_ALL: 'C.UTF-8',
    ...(lacksLibraries(path.join(folder, 'chromium')) && { LD_LIBRARY_PATH: libraries }),
    ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_PATH: folder }),
  };
}

function lacksLibraries(program: string): boolean {
  try {
    return execFileSync('ldd', [program], { encoding: 'utf8' }).includes('not found');
  } catch {
    return true; // no ldd
  }
}

function packageVersion(): string {
  const text = readFileSync(path.join(PACKAGE, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

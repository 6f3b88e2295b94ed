/** NOTICE and docs/licences.md, and what they list. */
import { LicenceUnknown, type Installed } from './installed.ts';
import { licenceOfLibrary } from './libraries.ts';
import { keyOf, type Pinned } from './pinned.ts';

export type Described = Pinned & Installed;

/** @returns text of docs/licences.md; equal packages give equal text */
export function licencesDocument(packages: readonly Described[]): string {
  const shipped = packages.filter(({ ships }) => ships);
  const tools = packages.filter(({ ships }) => !ships);
  return `# Licences

Made by \`npm run licences\` from the lock file, the lists of Python packages and the packages themselves; \`npm test -- checks\` fails when they have changed and this page has not. spotscribe itself is under Apache-2.0 ([LICENSE](../LICENSE)); [NOTICE](../NOTICE) names the authors of what ships with it.

## FFmpeg, x264 and x265

The engine decodes with PyAV, whose wheel on PyPI (\`av\`) is BSD-3-Clause by its metadata, but brings FFmpeg under the LGPL and, linked to it, libx264 and libx265 under the GPL-2.0-or-later. FFmpeg says of itself that it is LGPL; [PyAV's maintainer](https://github.com/PyAV-Org/PyAV/issues/2408) says that who passes the wheel on follows the GPL-3.0 or agrees with the holders of x264 and x265. This is no legal advice. As we read it:

- **This repository** contains none of these files, only their name and version in \`userdata/engine/requirements.txt\`. Each installation gets them from PyPI.
- **The machine image** that \`npm run ami\` builds contains them. The GPL and the LGPL oblige those who pass copies on to others; to run a program on machines of your own, or to answer requests over a network, passes on nothing. An image that stays private to your account needs no more.
- **An image that is shared** (made public, shared with an account of somebody else, sold on a marketplace, or handed over on a disk) is a copy: with this wheel, follow the GPL-3.0 for PyAV and FFmpeg with what they are linked to (licence texts, complete source code), or leave the two encoders out, as below. The engine's own code is Apache-2.0, which is compatible with the GPL-3.0.

The engine decodes audio and never encodes; nothing of it uses the two libraries. Without them:

\`\`\`sh
# In FFmpeg 8's source: without --enable-gpl. Only the tests encode with LAME (LGPL) and Opus (BSD).
./configure --prefix=/opt/ffmpeg --enable-shared --disable-static --disable-programs \\
  --disable-autodetect --enable-zlib --enable-libmp3lame --enable-libopus
make install
# PyAV from its source against it, in the place of the wheel
PKG_CONFIG_PATH=/opt/ffmpeg/lib/pkgconfig .venv/bin/python -m pip install --no-deps --force-reinstall --no-binary av av==${versionOf('av', shipped)}
\`\`\`

Every format that the API accepts is read by decoders of FFmpeg itself (\`mp3float\`, \`aac\`, \`opus\`, \`vorbis\`, \`flac\`, PCM), also with the wheel; \`npm test -- engine\` shows whether a build is enough. For an image, put such a wheel (\`pip wheel --no-deps --no-binary av\`, and auditwheel) on an index of yours, and point the builder's pip there. This project builds and ships none.

## What ships

In the functions, in the agent, or on the machine image. What is only for Python 3.10 is listed with the licence of its newer version.

${list(shipped)}

Models: Silero VAD 6 (MIT, \`model/silero-vad/README.md\`), our micro-whisper (Apache-2.0). The image gets KB-Whisper (Apache-2.0, KBLab at the National Library of Sweden) or the model that you name. An image with a language model gets that, too: Gemma 4 and Ministral 3 are Apache-2.0; \`ami/analysis-models.lock.json\` has the licence of each. The embedded cloud's is our own, of random weights. An image with a model for names gets the one that you name, under its own terms (\`model/names/README.md\`). The 200 packages of the recipes vllm and voxtral, which are installed only where they are chosen, are not listed: \`ami/analysis/vllm/requirements.in\`. Debian and NVIDIA's driver, which is in its component non-free, come from Debian; CUDA's libraries come from NVIDIA by PyPI. They have terms of their own.

### Libraries in wheels

As in the wheels for Linux on x86-64.

${libraryList(shipped)}

## Tools of development

Not deployed, and not on an image. The baselines of \`npm run bench engine\` and \`npm run bench speech\`, which are installed apart when asked for, are not listed.

${list(tools)}
`;
}

/** @returns text of NOTICE */
export function notice(packages: readonly Described[]): string {
  const blocks = packages
    .filter(({ ships }) => ships)
    .map((each) =>
      [
        `${headingOf(each)}: ${each.licence}`,
        ...each.copyrights.map((line) => `  ${line}`),
        ...each.libraries.map((library) => `  brings ${library}: ${ofLibrary(library)}`),
      ].join('\n'),
    );
  return `spotscribe

Licensed under the Apache License, Version 2.0: see LICENSE.

A deployment of it contains the software below, under its own licences; docs/licences.md says
more. The licence texts are in the packages. Silero VAD, in userdata/engine, is MIT:
model/silero-vad/README.md has its text. Made by npm run licences.

${blocks.join('\n\n')}
`;
}

/** The keys of the packages that docs/licences.md lists, with whether they ship. */
export function listedIn(document: string): ReadonlyMap<string, boolean> {
  const [first = '', second = ''] = document.split('## Tools of development');
  const keys = (text: string) =>
    [...text.matchAll(/^- (npm|PyPI) (\S+) (\S+): /gm)].map(([, ...words]) => words.join(' '));
  return new Map([
    ...keys(second).map((key) => [key, false] as const),
    ...keys(first).map((key) => [key, true] as const),
  ]);
}

/** The texts of docs/licences.md and NOTICE. */
export interface Documents {
  readonly licences: string;
  readonly notice: string;
}

/** Sentences on packages that one has and the other has not; none if the documents are up to date. */
export function differences(pinned: readonly Pinned[], documents: Documents): string[] {
  const listed = listedIn(documents.licences);
  const keys = new Set(pinned.map(keyOf));
  return [
    ...pinned
      .filter((each) => listed.get(keyOf(each)) !== each.ships)
      .map((each) => `${keyOf(each)} is not listed as ${each.ships ? 'shipped' : 'a tool'}.`),
    ...[...listed.keys()]
      .filter((key) => !keys.has(key))
      .map((key) => `${key} is not used any more.`),
    ...pinned
      .filter((each) => each.ships && !documents.notice.includes(`${headingOf(each)}:`))
      .map((each) => `${keyOf(each)} is not in NOTICE.`),
  ];
}

function headingOf({ from, name, version }: Pinned): string {
  return `${name} ${version} (${from})`;
}

function list(packages: readonly Described[]): string {
  return packages.map((each) => `- ${keyOf(each)}: ${each.licence}`).join('\n');
}

function libraryList(packages: readonly Described[]): string {
  return packages
    .flatMap(({ name, libraries }) => libraries.map((library) => ({ name, library })))
    .map(({ name, library }) => `- ${library} in ${name}: ${ofLibrary(library)}`)
    .filter((line, index, lines) => lines.indexOf(line) === index)
    .join('\n');
}

function ofLibrary(library: string): string {
  const licence = licenceOfLibrary(library);
  if (licence !== undefined) return licence;
  throw new LicenceUnknown(
    `No licence is known of ${library}, which a wheel brings. Look it up at its project, and add it to cli/licences/libraries.ts.`,
  );
}

function versionOf(name: string, packages: readonly Pinned[]): string {
  return packages.findLast((each) => each.name === name)?.version ?? '';
}

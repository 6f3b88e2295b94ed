/** Sizes of what a browser loads from the page's function. */
import { Buffer } from 'node:buffer';
import { compressed } from '../../functions/page/content-encoding.ts';
import type { BuiltPage, PageChunk } from '../../deploy/page-build.ts';

/** Bytes of the answers' bodies. */
export interface Size {
  readonly br: number;
  readonly gzip: number;
}

export interface PageSizes {
  /** index.html and all that sign-in and the list of recordings need. */
  readonly first: Size;
  /** All views, without the library that draws the waveform. */
  readonly beforeWaveform: Size;
  readonly all: Size;
}

/** The view that opens after the sign-in, which is in the entry itself. */
const FIRST_VIEW = 'web/src/list/list.tsx';
const WAVEFORM = 'node_modules/wavesurfer.js/';

export function pageSizes(page: BuiltPage): PageSizes {
  const isWaveform = ({ sources }: PageChunk) => sources.some((one) => one.startsWith(WAVEFORM));
  const entries = page.chunks.filter(({ isEntry }) => isEntry);
  const firstView = page.chunks.filter(({ sources }) => sources.includes(FIRST_VIEW));
  const first = reached(page, [...entries, ...firstView], ({ imports }) => imports);
  const before = reached(page, entries, ({ imports, dynamicImports }) =>
    [...imports, ...dynamicImports].filter(
      (file) => !page.chunks.some((one) => one.file === file && isWaveform(one)),
    ),
  );
  return {
    first: sizeOf(page, filesOf(first)),
    beforeWaveform: sizeOf(page, filesOf(before)),
    all: sizeOf(page, new Set(page.files.map(({ name }) => name))),
  };
}

/** All chunks that loading these leads to. */
function reached(
  { chunks }: BuiltPage,
  from: readonly PageChunk[],
  next: (chunk: PageChunk) => readonly string[],
): Set<PageChunk> {
  const found = new Set(from);
  // A set's iteration goes on with what is added to it.
  for (const chunk of found) {
    for (const name of next(chunk)) {
      for (const other of chunks) if (other.file === name) found.add(other);
    }
  }
  return found;
}

function filesOf(chunks: Set<PageChunk>): Set<string> {
  return new Set([...chunks].flatMap(({ file, styles }) => [file, ...styles]));
}

/** With index.html. */
function sizeOf({ index, files }: BuiltPage, names: ReadonlySet<string>): Size {
  const contents = [
    Buffer.from(index),
    ...files.filter(({ name }) => names.has(name)).map(({ content }) => content),
  ];
  const sizes = contents.map((content) => compressed('', content));
  const sum = (form: 'br' | 'gzip') =>
    sizes.reduce((bytes, one) => bytes + Buffer.byteLength(one[form], 'base64'), 0);
  return { br: sum('br'), gzip: sum('gzip') };
}

/** Vite's build of web/, in memory. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, mergeConfig, type Rolldown } from 'vite';
import { PROJECT } from '../computer/project.ts';
import config from '../web/vite.config.ts';

export interface BuiltFile {
  /** Below /assets/; index.html is apart. */
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

/** A JavaScript file and what it loads, by names of files. */
export interface PageChunk {
  readonly file: string;
  /** Paths of its sources, relative to the project. */
  readonly sources: readonly string[];
  readonly isEntry: boolean;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  readonly styles: readonly string[];
}

export interface BuiltPage {
  readonly version: string;
  readonly index: string;
  readonly files: readonly BuiltFile[];
  readonly chunks: readonly PageChunk[];
}

/** The build made a file of a kind that the function of the page cannot serve. */
export class UnknownPageFile extends Error {
  override readonly name = 'UnknownPageFile';
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const ASSETS = 'assets/';

/** @throws UnknownPageFile */
export async function buildPage(): Promise<BuiltPage> {
  const outputs = await inProduction(() =>
    build(mergeConfig(config, { configFile: false, logLevel: 'warn', build: { write: false } })),
  );
  const { output } = (Array.isArray(outputs) ? outputs[0] : outputs) as Rolldown.RolldownOutput;
  const [index, ...others] = [...output].sort(
    (one, other) => Number(isIndex(other)) - Number(isIndex(one)),
  );
  if (!index || !isIndex(index)) throw new UnknownPageFile('The page has no index.html.');
  return {
    version: version(),
    index: contentOf(index).toString(),
    files: others.map(fileOf),
    chunks: output.filter((one) => one.type === 'chunk').map(chunkOf),
  };
}

type Output = Rolldown.OutputChunk | Rolldown.OutputAsset;

function isIndex({ fileName }: Output): boolean {
  return fileName === 'index.html';
}

function contentOf(output: Output): Buffer {
  return Buffer.from(output.type === 'chunk' ? output.code : output.source);
}

function fileOf(output: Output): BuiltFile {
  const { fileName } = output;
  const type = TYPES[path.extname(fileName)];
  const name = fileName.slice(ASSETS.length);
  if (type === undefined || !fileName.startsWith(ASSETS) || name.includes('/')) {
    throw new UnknownPageFile(`deploy/page-build.ts has no content type for ${fileName}.`);
  }
  return { name, type, content: contentOf(output) };
}

function chunkOf(chunk: Rolldown.OutputChunk): PageChunk {
  const names = (files: Iterable<string>) => [...files].map((file) => file.slice(ASSETS.length));
  return {
    file: chunk.fileName.slice(ASSETS.length),
    sources: chunk.moduleIds.filter((id) => path.isAbsolute(id)).map(fromProject),
    isEntry: chunk.isEntry,
    imports: names(chunk.imports),
    dynamicImports: names(chunk.dynamicImports),
    styles: names(chunk.viteMetadata?.importedCss ?? []),
  };
}

function fromProject(file: string): string {
  return path
    .relative(PROJECT, file.split('?')[0] ?? file)
    .split(path.sep)
    .join('/');
}

/** Vite makes another page where the environment says that it is a test. */
async function inProduction<T>(make: () => Promise<T>): Promise<T> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await make();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

function version(): string {
  const text = readFileSync(path.join(PROJECT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

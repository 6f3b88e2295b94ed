/** Plugin of osls: bundles all functions in one run of esbuild and zips each of them by itself. */
import { Buffer } from 'node:buffer';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { build } from 'esbuild';
import { ZipFile } from 'yazl';
import { cachedBundles } from './bundle-cache.ts';
import { pageFiles } from './page-files.mjs';
import plugins from '../functions/esbuild-plugins.mjs';

const OPTIONS = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  // The SDK itself is bundled, so that what was tested is what runs. What is left out are ways to
  // credentials that a Lambda never goes: it has them in its environment, and the SDK looks there first.
  external: [
    '@aws-sdk/credential-provider-http',
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-login',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
    '@aws-sdk/token-providers',
    '@smithy/credential-provider-imds',
  ],
};

/** The folder from which osls takes what it uploads, or moves it to where `--package` says. */
const ARTIFACTS = '.serverless';

/** Equal code makes equal archives, in every time zone: osls uploads nothing if none has changed. */
const ENTRY = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 };

export default class Bundles {
  constructor(serverless) {
    const bundleFunctions = () => addArtifacts(serverless);
    this.hooks = {
      'before:package:createDeploymentArtifacts': bundleFunctions,
      'before:deploy:function:packageFunction': bundleFunctions,
    };
  }
}

async function addArtifacts({ service, serviceDir }) {
  const functions = Object.entries(service.functions);
  const modules = functions.map(([, { handler }]) => moduleOf(handler));
  const files = modules.map((module) => `${module}.js`);
  const codes = await cachedBundles(files, () => bundle(modules, serviceDir));
  mkdirSync(path.join(serviceDir, ARTIFACTS), { recursive: true });
  for (const [name, definition] of functions) {
    const artifact = path.join(ARTIFACTS, `${name}.zip`);
    const file = `${moduleOf(definition.handler)}.js`;
    await zip(path.join(serviceDir, artifact), file, codes.get(file));
    definition.package = { artifact };
  }
}

/** `functions/api/page.handler` is the export `handler` of functions/api/page. */
function moduleOf(handler) {
  return handler.slice(0, handler.lastIndexOf('.'));
}

/** @returns each module's code, and all files that are in them, by their paths below the folder */
async function bundle(modules, folder) {
  const page = pageFiles();
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    plugins: [page.plugin, ...plugins],
    entryPoints: modules.map((module) => `${module}.ts`),
    absWorkingDir: folder,
    outbase: folder,
    outdir: folder,
    write: false,
    metafile: true,
  });
  const relative = (file) => path.relative(folder, file).split(path.sep).join('/');
  const codes = new Map(outputFiles.map((output) => [relative(output.path), output.contents]));
  return { codes, inputs: [...Object.keys(metafile.inputs), ...page.sources] };
}

async function zip(archive, file, code) {
  const entries = new ZipFile();
  entries.addBuffer(Buffer.from(code), file, ENTRY);
  entries.end();
  await pipeline(entries.outputStream, createWriteStream(archive));
}

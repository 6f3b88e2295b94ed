/**
 * What a bundler keeps of the libraries although no function can come to it. A function is read and
 * compiled on its cold start, all of it: each of these is a part of every caller's first second.
 */
import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Which names the adapters of AWS know: no other file imports the SDK. */
const adapters = globSync('core/aws/**/*.ts', { cwd: path.join(import.meta.dirname, '..') })
  .map((file) => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8'))
  .join('\n');
const namedByUs = new Set(adapters.match(/\b[A-Z]\w+\b/g));

/**
 * The AWS SDK describes each shape in an array whose objects have computed keys: `{ [_x]: 'Name' }`
 * with `const _x = 'ec2QueryName'`. A bundler must assume that a computed key has side effects, and
 * keeps all of EC2 for one call. With the constants written in, what is not used falls away.
 *
 * And it registers a class for each error that a service knows: 140 for reading a parameter. An
 * error without a class of its own has its name and its message all the same, which is what the SDK's
 * retries look at too, so the classes that stay are those that we name, and those that say of
 * themselves that they are to be retried.
 */
const sdkSchemas = {
  name: 'sdk-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/].+[\\/]schemas_\d+\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const errors = await readFile(
        path.join(path.dirname(file), '../models/errors.js'),
        'utf8',
      ).catch(() => '');
      return { contents: usedErrorsOf(withoutComputedKeys(source), errors), loader: 'js' };
    });
  },
};

function withoutComputedKeys(source) {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return source.replace(/\[(_\w+)\]:/g, (key, name) =>
    constants.has(name) ? `${constants.get(name)}:` : key,
  );
}

function usedErrorsOf(source, errors) {
  const retryable = new Set(
    errors
      .split('export class ')
      .filter((text) => text.includes('$retryable'))
      .map((text) => text.match(/^\w+/)?.[0]),
  );
  return source.replace(/^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, name) =>
    namedByUs.has(name) || retryable.has(name) ? line : '',
  );
}

/** Each client brings its whole package.json to tell AWS its version. */
const sdkVersions = {
  name: 'sdk-versions',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/][\w-]+[\\/]package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** The SDK loads it when an operation streams events, and no operation of ours does. */
const sdkEventStreams = {
  name: 'sdk-event-streams',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path: module }) =>
      kind === 'dynamic-import' ? { path: module, external: true } : undefined,
    );
  },
};

/** Hashes written in JavaScript, for a Node that has none. */
const sdkHashes = {
  name: 'sdk-hashes',
  setup(build) {
    build.onLoad({ filter: /@(aws-sdk|smithy)[\\/].+[\\/]Sha\d+Js\.js$/ }, ({ path: file }) => {
      const name = path.basename(file, '.js');
      const contents = `
        export class ${name} {
          constructor() { throw new Error('this Node has no crypto'); }
        }`;
      return { contents, loader: 'js' };
    });
  },
};

/** Every zod schema can become a JSON Schema; ours do when the API's description is written, not in a function. */
const zodJsonSchemas = {
  name: 'zod-json-schemas',
  setup(build) {
    const filter = /zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/;
    build.onLoad({ filter }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const names = [...source.matchAll(/^export (?:function|const) (\w+)/gm)].map(
        ([, name]) => `absent as ${name}`,
      );
      const contents = `
        const absent = () => { throw new Error('functions make no JSON Schemas'); };
        export { absent as process, ${names.join(', ')} };`;
      return { contents, loader: 'js' };
    });
  },
};

export default [sdkSchemas, sdkVersions, sdkEventStreams, sdkHashes, zodJsonSchemas];

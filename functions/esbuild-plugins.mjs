/**
 * Removes library code that functions never reach but the bundler keeps. A cold start reads and
 * compiles the whole bundle, so each byte delays a caller's first request.
 */
import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { withoutUnusedRules } from '../deploy/endpoint-rules.ts';

/** Names used in the AWS adapters, the only files that import the SDK. */
const adapters = globSync('core/aws/**/*.ts', { cwd: path.join(import.meta.dirname, '..') })
  .map((file) => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8'))
  .join('\n');
const namedByUs = new Set(adapters.match(/\b[A-Z]\w+\b/g));

/**
 * The AWS SDK describes shapes in arrays with computed keys: `{ [_x]: 'Name' }` with `const _x =
 * 'ec2QueryName'`. A bundler must assume side effects, and keeps all of EC2 for one call. With the
 * constants inlined, unused shapes are dropped.
 *
 * The SDK also registers a class for each error of a service: 140 for reading a parameter. An error
 * without its class keeps name and message, which the SDK's retries check too, so only the classes that
 * we name, and those marked as retryable, are kept.
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

/** Each client bundles its whole package.json to send its version to AWS. */
const sdkVersions = {
  name: 'sdk-versions',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/][\w-]+[\\/]package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** For addresses of buckets; those of the other services have few rules. */
const sdkEndpointRules = {
  name: 'sdk-endpoint-rules',
  setup(build) {
    const filter = /@aws-sdk[\\/]client-s3[\\/].+[\\/]endpoint[\\/]bdd\.js$/;
    build.onLoad({ filter }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      return { contents: await withoutUnusedRules(source), loader: 'js' };
    });
  },
};

/** Names of regions for people: `Asia Pacific (Tokyo)`. */
const sdkRegionNames = {
  name: 'sdk-region-names',
  setup(build) {
    build.onLoad(
      { filter: /@aws-sdk[\\/].+[\\/]aws[\\/]partitions\.js$/ },
      async ({ path: file }) => {
        const source = await readFile(file, 'utf8');
        return { contents: source.replace(/"description": "[^"\n]*"/g, ''), loader: 'js' };
      },
    );
  },
};

/** Loaded by the SDK for event-stream operations, which we do not use. */
const sdkEventStreams = {
  name: 'sdk-event-streams',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path: module }) =>
      kind === 'dynamic-import' ? { path: module, external: true } : undefined,
    );
    // The client of S3 makes one of these when it is made itself.
    const filter = /eventstream-serde[\\/]EventStreamMarshaller\.js$/;
    build.onLoad({ filter }, () => ({
      contents: `
        export class EventStreamMarshaller {}
        export const eventStreamSerdeProvider = () => new EventStreamMarshaller();`,
      loader: 'js',
    }));
  },
};

/** Headers of the messages of event streams: every signer brings them, and only such messages have them. */
const sdkEventHeaders = {
  name: 'sdk-event-headers',
  setup(build) {
    const filter = /@smithy[\\/].+[\\/]Header(Formatter|Marshaller)\.js$/;
    build.onLoad({ filter }, ({ path: file }) => {
      const refuse = `throw new Error('functions use no event streams');`;
      const contents = `
        export class ${path.basename(file, '.js')} {
          format() { ${refuse} }
          parse() { ${refuse} }
        }
        export class Int64 {
          constructor() { ${refuse} }
        }`;
      return { contents, loader: 'js' };
    });
  },
};

/** Hashes in JavaScript, for a Node without crypto. */
const sdkHashes = {
  name: 'sdk-hashes',
  setup(build) {
    build.onLoad(
      { filter: /@(aws-sdk|smithy)[\\/].+[\\/](Sha\d+|Md5)Js\.js$/ },
      ({ path: file }) => {
        const name = path.basename(file, '.js');
        const contents = `
        export class ${name} {
          constructor() { throw new Error('this Node has no crypto'); }
        }`;
        return { contents, loader: 'js' };
      },
    );
  },
};

/** Endpoints that DynamoDB would name at run time: off, unless the environment turns it on. */
const sdkEndpointCache = {
  name: 'sdk-endpoint-cache',
  setup(build) {
    const filter = /@aws-sdk[\\/]endpoint-cache[\\/].+[\\/]EndpointCache\.js$/;
    build.onLoad({ filter }, () => ({
      contents: `
        const refuse = () => { throw new Error('functions discover no endpoints'); };
        export class EndpointCache {
          get = refuse;
          set = refuse;
          has = refuse;
          delete = refuse;
          getEndpoint = refuse;
        }`,
      loader: 'js',
    }));
  },
};

/** For bodies that are web streams: those of Node's HTTP client, and ours, are Node's own. */
const sdkWebStreams = {
  name: 'sdk-web-streams',
  setup(build) {
    const filter =
      /util-stream[\\/].*(sdk-stream-mixin|createBufferedReadable|splitStream|headStream|createChecksumStream|getAwsChunkedEncodingStream)\.browser\.js$/;
    build.onLoad({ filter }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const names = [...source.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)];
      const contents = `
        const absent = () => { throw new Error('functions use no web streams'); };
        export { ${names.map(([, name]) => `absent as ${name}`).join(', ')} };`;
      return { contents, loader: 'js' };
    });
  },
};

/** A limit that the SDK sets itself after throttling: off, unless the environment turns it on. */
const sdkAdaptiveRetries = {
  name: 'sdk-adaptive-retries',
  setup(build) {
    const filter = /@smithy[\\/].+[\\/](AdaptiveRetryStrategy|DefaultRateLimiter)\.js$/;
    build.onLoad({ filter }, ({ path: file }) => {
      const contents = `
        export class ${path.basename(file, '.js')} {
          constructor() { throw new Error('functions retry in the standard mode'); }
        }`;
      return { contents, loader: 'js' };
    });
  },
};

/** zod's JSON Schema conversion, used to generate the OpenAPI document but never in a function. */
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

/** Descriptions and names of schemas: the OpenAPI document has them, and no function reads them. */
const zodDescriptions = {
  name: 'zod-descriptions',
  setup(build) {
    build.onLoad({ filter: /[\\/]core[\\/].+\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      return { contents: source.replace(DESCRIPTION, ''), loader: 'ts' };
    });
  },
};

/** `.describe('…')` with its text as one string, and `.meta({ id: '…' })`; others stay. */
const DESCRIPTION =
  /\.describe\(\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`),?\s*\)|\.meta\(\{ id: '\w+' \}\)/g;

/** The description of the API takes half of its function, and a third less in Brotli. */
const describedApi = {
  name: 'described-api',
  setup(build) {
    const file = path.join(import.meta.dirname, '..', 'docs', 'openapi.json');
    build.onLoad({ filter: /functions[\\/]http[\\/]described-api\.ts$/ }, async () => {
      const document = JSON.stringify(JSON.parse(await readFile(file, 'utf8')));
      const contents = `
        import { brotliDecompressSync } from 'node:zlib';
        const document = '${brotliCompressSync(document).toString('base64')}';
        export const DESCRIBED_API = JSON.parse(
          brotliDecompressSync(Buffer.from(document, 'base64')).toString('utf8'),
        );`;
      return { contents, loader: 'js', watchFiles: [file] };
    });
  },
};

export default [
  sdkSchemas,
  sdkVersions,
  sdkEndpointRules,
  sdkRegionNames,
  sdkEventStreams,
  sdkEventHeaders,
  sdkHashes,
  sdkEndpointCache,
  sdkWebStreams,
  sdkAdaptiveRetries,
  zodJsonSchemas,
  zodDescriptions,
  describedApi,
];

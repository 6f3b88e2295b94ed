/**
 * The AWS SDK describes each shape in an array whose objects have computed keys: `{ [_x]: 'Name' }`
 * with `const _x = 'ec2QueryName'`. A bundler must assume that a computed key has side effects, and
 * keeps all of EC2 for one call. With the constants written in, what is not used falls away.
 */
import { readFile } from 'node:fs/promises';

const sdkSchemas = {
  name: 'sdk-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/].+[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const constants = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name, text]) => [
          name,
          text,
        ]),
      );
      const contents = source.replace(/\[(_\w+)\]:/g, (key, name) =>
        constants.has(name) ? `${constants.get(name)}:` : key,
      );
      return { contents, loader: 'js' };
    });
  },
};

export default [sdkSchemas];

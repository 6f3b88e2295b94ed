/** `npm run page`: Vite's server for work on web/, beside the cloud that `npm run cloud` keeps up. */
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { createServer, mergeConfig } from 'vite';
import { readArguments, refuse } from '../computer/arguments.ts';
import { LOCAL } from '../computer/project.ts';
import { OPERATIONS } from '../core/api/operations.ts';
import { CloudInfo, pidOfCloud } from '../local/cloud-info.ts';
import config from '../web/vite.config.ts';

const USAGE = `npm run page -- [--info FILE]

  --info FILE   how to reach the cloud that is up (default: .local/cloud.json)

Shows the page of web/ as its files are now, and again after each change. Its requests go to the cloud
that "npm run cloud" keeps up. Uploads need that cloud to expect this page:

  npm run cloud -- --param pageOrigin=http://127.0.0.1:5173`;

const { values } = readArguments(USAGE, {
  options: { info: { type: 'string', default: path.join(LOCAL, 'cloud.json') } },
});
if (pidOfCloud(values.info) === undefined) refuse(USAGE, 'No cloud is up: start "npm run cloud".');
const { pageUrl, awsEndpoints } = CloudInfo.parse(JSON.parse(readFileSync(values.info, 'utf8')));

/** First parts of the API's paths: `/jobs`, `/uploads`. */
const roots = Object.values(OPERATIONS).map(({ path: at }) => `/${at.split('/')[1] ?? ''}`);
const server = await createServer(
  mergeConfig(config, {
    configFile: false,
    server: {
      ...{ host: '127.0.0.1', port: 5173, strictPort: true },
      proxy: Object.fromEntries(
        roots.filter((root) => root !== '/').map((root) => [root, pageUrl]),
      ),
    },
    plugins: [
      {
        name: 'settings-of-the-cloud',
        transformIndexHtml: (html: string) =>
          html.replace(/(id="settings">)[^<]*/, `$1${JSON.stringify(settings())}`),
      },
    ],
  }),
);
await server.listen();
server.printUrls();

function settings(): object {
  const { origin } = new URL(awsEndpoints.default);
  return { version: 'development', storageOrigin: origin, oidc: null };
}

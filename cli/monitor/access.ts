/** Which API the monitor asks, and with which key. */
import { readFileSync } from 'node:fs';
import { CloudInfo, pidOfCloud } from '../../local/cloud-info.ts';

export interface Access {
  apiUrl: string;
  apiKey: string;
}

export interface AccessOptions {
  url: string | undefined;
  key: string | undefined;
  /** `.local/cloud.json`. */
  info: string;
}

/** Thrown if an address or a key is missing; the message says what to give. */
export class NoAccess extends Error {
  override name = 'NoAccess';
}

/** An address that is given, or the cloud that is up on this computer. @throws NoAccess */
export function accessOf({ url, key, info }: AccessOptions): Access {
  if (url === undefined) return cloudAt(info, key);
  if (!URL.canParse(url)) throw new NoAccess(`--url: "${url}" is no address.`);
  if (key === undefined || key === '') {
    throw new NoAccess('A key is missing: put it in SPOTSCRIBE_API_KEY, or give --key.');
  }
  return { apiUrl: url.replace(/\/+$/, ''), apiKey: key };
}

function cloudAt(file: string, key: string | undefined): Access {
  if (pidOfCloud(file) === undefined) {
    throw new NoAccess(
      'No cloud of npm run cloud is up here. Start one, or name the API of a deployment: --url URL',
    );
  }
  const { apiUrl, apiKey } = CloudInfo.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { apiUrl, apiKey: key ?? apiKey };
}

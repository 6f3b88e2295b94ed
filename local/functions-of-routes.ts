/** Which function of the stack answers a route, as serverless.yml says: one may answer several. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';

/** By `GET /jobs/{id}`. */
export function functionsOfRoutes(): ReadonlyMap<string, string> {
  const lines = readFileSync(path.join(PROJECT, 'serverless.yml'), 'utf8').split('\n');
  const functions = new Map<string, string>();
  let name = '';
  for (const line of lines) {
    name = /^ {2}(\w+):$/.exec(line)?.[1] ?? name;
    const route = /httpApi: '?([A-Z]+ \/[^' ]*)/.exec(line)?.[1];
    if (route !== undefined) functions.set(route, name);
  }
  return functions;
}

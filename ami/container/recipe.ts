/** What Containerfile says, for those who run its program without a container. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const FILE = path.join(import.meta.dirname, 'Containerfile');

/** SageMaker runs `docker run IMAGE serve`. */
const ARGUMENT = 'serve';

/** Program and arguments, with paths of the container. */
export function entryPoint(): string[] {
  const [, list = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(readFileSync(FILE, 'utf8')) ?? [];
  return [...z.array(z.string()).min(1).parse(JSON.parse(list)), ARGUMENT];
}

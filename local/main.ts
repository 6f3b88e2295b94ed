/** `npm run cloud`: keeps an embedded cloud up until it is told to end. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startCloud, type Cloud } from './cloud.ts';
import { endWithParent } from './process-end.ts';
import { LOCAL } from './project.ts';

const USAGE = `npm run cloud -- [--port N] [--allow HOST:PORT]… [--keep]

  --port N           listen on 127.0.0.1:N (default: a free port)
  --allow HOST:PORT  let webhooks reach this address, although it is loopback or private
  --keep             keep the run directory (logs, objects, instances) afterwards

Keeps spotscribe up on an embedded AWS; .local/cloud.json says how to reach it. Ctrl-C ends it.`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    allow: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  endWithParent();
  const cloud = await startCloud({
    port: values.port === undefined ? undefined : Number(values.port),
    allow: values.allow,
    runDir: values.keep ? path.join(LOCAL, 'kept', String(process.pid)) : undefined,
    infoFile: path.join(LOCAL, 'cloud.json'),
    progress: console.log,
    onProblem: console.error,
  });
  announce(cloud);
}

function announce({ info, aws }: Cloud): void {
  console.log(`
The cloud is up.

  API            ${info.apiUrl}
  key            in .local/cloud.json (owner ${info.owner})
  AWS endpoint   ${aws.connection.endpoint} (${info.region})
  logs           ${path.relative(process.cwd(), aws.run.logs)}/<function>.log, emulator.log
  instances      ${path.relative(process.cwd(), aws.run.instances)}/<instance id>/

Ctrl-C ends it, and everything that runs in it.`);
}

/** `npm run cloud`: runs an embedded cloud until Ctrl-C. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setInterval } from 'node:timers/promises';
import { SpeakerNetworksMissing } from '../ami/speaker-networks.ts';
import { ParamRefused, stackParametersOf } from '../account/given-settings.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { pidOfCloud } from './cloud-info.ts';
import { startCloud, type Cloud } from './cloud.ts';
import { PortTaken } from './emulator.ts';
import { CloudFigures } from './figures.ts';
import { LOCAL } from '../computer/project.ts';

const INSPECTOR_PORT = 9229;
const FIGURES_MS = 3000;
const USAGE = `npm run cloud -- [--port N] [--page-port N] [--param KEY=VALUE]… [--allow HOST:PORT]… [--speakers]
             [--keep] [--info FILE] [--inspect-agent]

  --port N           listen on 127.0.0.1:N (default: a free port)
  --page-port N      the page at 127.0.0.1:N (default: a free port)
  --param KEY=VALUE  a setting of the stack, as for npm run deploy: batchWaitMinutes=1, warmMin=1
  --allow HOST:PORT  let webhooks and audio.url reach this address, although it is loopback or private
  --speakers         tell speakers apart as an image on AWS does (81 MB of download, once); without it
                     small networks stand in, whose speakers mean nothing
  --keep             keep the run directory (logs, objects, instances) afterwards
  --info FILE        say there how to reach the cloud (default: .local/cloud.json); for a second cloud
  --inspect-agent    an instance's agent waits for a debugger on 127.0.0.1:${INSPECTOR_PORT} before it runs

Keeps spotscribe up on an embedded AWS; .local/cloud.json says how to reach it. Ctrl-C ends it, and so
does whatever ends npm. Meanwhile it prints the figures of jobs by route whenever they change.`;

const { values } = readArguments(USAGE, {
  options: {
    port: { type: 'string' },
    'page-port': { type: 'string' },
    param: { type: 'string', multiple: true, default: [] },
    allow: { type: 'string', multiple: true, default: [] },
    speakers: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    info: { type: 'string', default: path.join(LOCAL, 'cloud.json') },
    'inspect-agent': { type: 'boolean', default: false },
  },
});
const INFO_FILE = path.resolve(values.info);
const INFO_SHOWN = path.relative(process.cwd(), INFO_FILE);

const settings = givenSettings();
refuseSecondCloud();
try {
  const cloud = await startCloud({
    port: portOf('port'),
    pagePort: portOf('page-port'),
    allow: values.allow.map(hostAndPort),
    realSpeakers: values.speakers,
    runDir: values.keep ? path.join(LOCAL, 'run', `kept-${process.pid}`) : undefined,
    infoFile: INFO_FILE,
    progress: console.log,
    onProblem: console.error,
    parameters: {
      ...settings,
      // A stop in the debugger is no silence of the agent.
      ...(values['inspect-agent'] && { HeartbeatSeconds: '3600' }),
    },
  });
  if (values['inspect-agent']) inspectAgents(cloud);
  announce(cloud);
  await showFigures(cloud);
} catch (error) {
  if (error instanceof SpeakerNetworksMissing) refuse(USAGE, error.message);
  if (!(error instanceof PortTaken)) throw error;
  refuse(USAGE, `${portsGiven()} is in use by another program. Take another, or none.`);
}

/** As long as the cloud is up: its end removes the file first. */
async function showFigures(cloud: Cloud): Promise<void> {
  const figures = new CloudFigures(cloud);
  for await (const _ of setInterval(FIGURES_MS)) {
    try {
      const table = await figures.changed();
      if (table) console.log(`\n${new Date().toLocaleTimeString('sv')}\n${table}`);
    } catch (error) {
      if (!existsSync(INFO_FILE)) return;
      console.error(`The figures of jobs cannot be read: ${String(error)}`);
    }
  }
}

function givenSettings(): Record<string, string> {
  try {
    return stackParametersOf(values.param);
  } catch (error) {
    if (!(error instanceof ParamRefused)) throw error;
    return refuse(USAGE, error.message);
  }
}

function portOf(option: 'port' | 'page-port'): number | undefined {
  const text = values[option];
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  return refuse(USAGE, `--${option}: ${text} is no port.`);
}

/** "Port 8000": the operating system does not say which of two. */
function portsGiven(): string {
  return `Port ${[values.port, values['page-port']].filter(Boolean).join(' or ')}`;
}

function inspectAgents({ ec2 }: Cloud): void {
  const environment = { NODE_OPTIONS: `--inspect-wait=127.0.0.1:${INSPECTOR_PORT}` };
  ec2.faults.add({ kind: 'machine', prepare: (instance) => (instance.environment = environment) });
}

function hostAndPort(text: string): string {
  return /^[\w.-]+:\d{1,5}$/.test(text)
    ? text
    : refuse(USAGE, `--allow: ${text} is not of the form HOST:PORT.`);
}

/** A second cloud would overwrite the first one's keys in INFO_FILE. */
function refuseSecondCloud(): void {
  const pid = pidOfCloud(INFO_FILE);
  if (pid === undefined) return;
  refuse(USAGE, `A cloud is up already (process ${pid}); ${INFO_SHOWN} says how to reach it.`);
}

function announce({ info, aws }: Cloud): void {
  console.log(`
The cloud is up.

  page           ${info.pageUrl}
  API            ${info.apiUrl}
  key            in ${INFO_SHOWN} (owner ${info.owner})
  AWS endpoint   ${aws.connection.endpoint} (${info.region})
  logs           ${path.relative(process.cwd(), aws.run.logs)}/spotscribe-local-<function>.log, emulator.log
  instances      ${path.relative(process.cwd(), aws.run.instances)}/<instance id>/

Ctrl-C ends it, and everything that runs in it.`);
}

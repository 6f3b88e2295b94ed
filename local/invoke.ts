/** `npm run invoke`: one function of the stack from its source, in this process, where a debugger can stop. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { readArguments, refuse } from '../computer/arguments.ts';
import { LOCAL } from '../computer/project.ts';
import { OPERATIONS } from '../core/api/operations.ts';
import { CloudInfo, pidOfCloud } from './cloud-info.ts';
import { functionHere } from './function-here.ts';
import { httpEvent } from './http-event.ts';

const USAGE = `npm run invoke -- NAME EVENT [--body JSON] [--cloud FILE]

  NAME          a function, as serverless.yml names it: createJob, launch, reap
  EVENT         JSON; for a function of the API its path instead: /jobs/job-0123?wait=5
  --body JSON   the body of a request to the API
  --cloud FILE  the embedded cloud (default: the one of npm run cloud, .local/cloud.json)

Runs the function's source here with the environment that the deployed function has, against the
embedded cloud, and prints what it returns. It acts as the account's root, not in its own role.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    body: { type: 'string' },
    cloud: { type: 'string', default: path.join(LOCAL, 'cloud.json') },
  },
});
const [name, event] = positionals;
if (name === undefined || event === undefined) refuse(USAGE, 'NAME and EVENT are needed.');

const cloud = cloudAt(values.cloud);
const { credentials, region, awsEndpoints } = cloud;
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_REGION: region,
  AWS_ENDPOINT_URL: awsEndpoints.default,
});
const input = eventFor(name, event);
const handler = await functionHere(name).catch((error: unknown) => {
  if (!(error instanceof ResourceNotFoundException)) throw error;
  return refuse(USAGE, `The stack has no function ${name}.`);
});
// As Lambda answers for a function that returns nothing.
console.log(JSON.stringify((await handler(input)) ?? null, null, 2));

function cloudAt(file: string): CloudInfo {
  if (pidOfCloud(file) === undefined) {
    refuse(USAGE, `No cloud is up by ${file}; start one with npm run cloud.`);
  }
  return CloudInfo.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function eventFor(functionName: string, text: string): unknown {
  const operation = Object.entries(OPERATIONS).find(
    ([operationId]) => operationId === functionName,
  );
  if (!operation) return jsonOf(text);
  const [, { method, path: template }] = operation;
  const headers = {
    authorization: `Bearer ${cloud.apiKey}`,
    ...(values.body !== undefined && { 'content-type': 'application/json' }),
  };
  return httpEvent({ method, template, path: text, headers, body: values.body });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(USAGE, `EVENT is no JSON: ${text}`);
  }
}

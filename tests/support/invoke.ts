/** Says an event to a function, as its service would. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { TestCloud } from './test-cloud.ts';

/** @throws with what the function threw */
export async function invoke(
  { cloud }: TestCloud,
  name: string,
  payload: unknown,
): Promise<unknown> {
  const lambda = new LambdaClient(cloud.aws.connection);
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: `spotscribe-local-${name}`,
      Payload: JSON.stringify(payload),
    }),
  );
  const text = Buffer.from(Payload ?? []).toString('utf8');
  if (FunctionError !== undefined) throw new Error(`${name}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** A round of a schedule, as if so many minutes had gone by. */
export async function invokeRound(cloud: TestCloud, name: string, minutes = 0): Promise<void> {
  const time = new Date(Date.now() + minutes * 60_000).toISOString();
  await invoke(cloud, name, { 'detail-type': 'Scheduled Event', source: 'aws.events', time });
}

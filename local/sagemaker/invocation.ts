/** One request in a container: from its input to the message of a topic. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SAGEMAKER_LIMITS } from '../../core/base/sagemaker-limits.ts';
import type { Connection } from '../connection.ts';
import { askContainer, NoContentLength, type ContainerAnswer } from './ask-container.ts';
import type { Container } from './container.ts';
import type { SagemakerFaults } from './faults.ts';
import { notification, type Ending } from './notification.ts';
import type { QueuedRequest } from './request.ts';
import { ModelRole, type ObjectBody } from './role.ts';

/** Characters of the container's answer that a reason quotes. */
const SHOWN = 1024;

export interface InvocationOptions {
  readonly connection: Connection;
  readonly faults: SagemakerFaults;
  readonly onProblem: (line: string) => void;
}

/** Sends a request to a container and tells its topic. Never rejects. */
export async function invoke(
  request: QueuedRequest,
  container: Container,
  of: InvocationOptions,
): Promise<void> {
  await conclude(request, of, (role) => endingOf(request, { container, role, faults: of.faults }));
}

/** Ends a request that no container had. Never rejects. */
export async function give(
  request: QueuedRequest,
  reason: string,
  of: InvocationOptions,
): Promise<void> {
  await conclude(request, of, () => Promise.resolve({ status: 'Failed', reason }));
}

async function conclude(
  request: QueuedRequest,
  { connection, faults, onProblem }: InvocationOptions,
  work: (role: ModelRole) => Promise<Ending>,
): Promise<void> {
  try {
    const role = await ModelRole.assume(connection, request.endpoint.role);
    const ending = await work(role);
    if (faults.take('lost-notification', request.inferenceId)) return;
    const { successTopic, errorTopic } = request.endpoint;
    const topic = ending.status === 'Completed' ? successTopic : errorTopic;
    if (topic === null) return;
    const copies = faults.take('repeated-notification', request.inferenceId)?.more ?? 0;
    for (let told = 0; told <= copies; told++) {
      await role.publish(topic, notification(request, ending, connection.region));
    }
  } catch (error) {
    // AWS reports nowhere that its role may not publish.
    onProblem(`The end of the inference ${request.inferenceId} is not published: ${String(error)}`);
  }
}

interface Work {
  readonly container: Container;
  readonly role: ModelRole;
  readonly faults: SagemakerFaults;
}

async function endingOf(request: QueuedRequest, work: Work): Promise<Ending> {
  const { inputLocation } = request;
  let input: ObjectBody;
  try {
    input = await work.role.read(inputLocation);
  } catch (error) {
    return failed(`ClientError: Unable to download data from ${inputLocation} (${nameOf(error)}).`);
  }
  if (input.bytes > SAGEMAKER_LIMITS.audioBytes) {
    await input.stream.cancel();
    return failed(`ClientError: The payload at ${inputLocation} is larger than 1 GB.`);
  }
  try {
    return await keep(request, await answerOf(request, input, work), work.role);
  } catch (error) {
    return failed(reasonOf(error));
  }
}

async function answerOf(
  request: QueuedRequest,
  input: ObjectBody,
  { container, faults }: Work,
): Promise<ContainerAnswer> {
  const { inferenceId, timeoutSeconds } = request;
  const limitMs = faults.take('time-out', inferenceId)?.afterMs ?? timeoutSeconds * 1000;
  const death = faults.take('container-dies', inferenceId);
  if (death) void sleep(death.afterMs).then(() => container.cutPower());
  const signal = AbortSignal.timeout(limitMs);
  return askContainer(container.url, request, { input, signal });
}

async function keep(
  { outputLocation, failureLocation }: QueuedRequest,
  { status, contentType, body }: ContainerAnswer,
  role: ModelRole,
): Promise<Ending> {
  if (status >= 200 && status < 300) {
    await role.write(outputLocation, body, contentType);
    return { status: 'Completed', contentType };
  }
  await role.write(failureLocation, body, contentType);
  const whose = status < 500 ? 'client' : 'server';
  const said = body.toString().slice(0, SHOWN);
  return failed(
    `ClientError: Received ${whose} error (${status}) from primary with message "${said}".`,
  );
}

function failed(reason: string): Ending {
  return { status: 'Failed', reason };
}

function reasonOf(error: unknown): string {
  if (nameOf(error) === 'TimeoutError' || nameOf(error) === 'AbortError') {
    return 'ClientError: Your invocation timed out while waiting for a response from container primary.';
  }
  if (error instanceof NoContentLength) {
    return 'ClientError: The response from container primary did not specify the required Content-Length header.';
  }
  return `InternalServerError: The container primary did not answer (${nameOf(error)}).`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

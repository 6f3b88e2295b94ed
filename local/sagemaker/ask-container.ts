/** POST /invocations of a container, with a recording as its body. */
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { QueuedRequest } from './request.ts';
import type { ObjectBody } from './role.ts';

export interface ContainerAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** The container's answer has no Content-Length, which SageMaker wants of asynchronous endpoints. */
export class NoContentLength extends Error {
  override readonly name = 'NoContentLength';
}

/** @param signal aborted when the invocation has taken too long @throws also if the container has ended */
export async function askContainer(
  url: string,
  { contentType, accept, customAttributes, inferenceId }: QueuedRequest,
  { input, signal }: { input: ObjectBody; signal: AbortSignal },
): Promise<ContainerAnswer> {
  const asking = request(`${url}/invocations`, {
    ...{ method: 'POST', signal },
    headers: {
      'content-length': input.bytes,
      'x-amzn-sagemaker-inference-id': inferenceId,
      ...(contentType !== null && { 'content-type': contentType }),
      ...(accept !== null && { accept }),
      ...(customAttributes !== null && { 'x-amzn-sagemaker-custom-attributes': customAttributes }),
    },
  });
  const answered = once(asking, 'response');
  // Avoids an unhandled rejection while the body is still sent. A refused body is answered early.
  answered.catch(() => undefined);
  const sent = pipeline(Readable.fromWeb(input.stream as never), asking);
  sent.catch(() => undefined);
  const [answer] = (await answered) as [IncomingMessage];
  if (answer.headers['content-length'] === undefined) {
    answer.destroy();
    throw new NoContentLength();
  }
  const { statusCode = 0, headers } = answer;
  return { status: statusCode, contentType: headers['content-type'], body: await buffer(answer) };
}

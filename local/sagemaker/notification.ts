/**
 * The messages of the two topics.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html
 */
import type { QueuedRequest } from './request.ts';

/** How a request ended. */
export type Ending =
  | { readonly status: 'Completed'; readonly contentType: string | undefined }
  | { readonly status: 'Failed'; readonly reason: string };

/** A failed request has no response, so its message names no location. */
export function notification(request: QueuedRequest, ending: Ending, region: string): object {
  const { endpoint, inputLocation, outputLocation, contentType, accept } = request;
  return {
    awsRegion: region,
    eventTime: new Date().toISOString(),
    receivedTime: request.receivedTime,
    invocationStatus: ending.status,
    ...(ending.status === 'Failed' && { failureReason: ending.reason }),
    requestParameters: {
      ...(accept !== null && { accept }),
      ...(contentType !== null && { contentType }),
      endpointName: endpoint.name,
      inputLocation,
    },
    ...(ending.status === 'Completed' && {
      responseParameters: { contentType: ending.contentType, outputLocation },
    }),
    inferenceId: request.inferenceId,
    eventVersion: '1.0',
    eventSource: 'aws:sagemaker',
    eventName: 'InferenceResult',
  };
}

/**
 * Limits of one request.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
 */
export const SAGEMAKER_LIMITS = {
  customAttributesBytes: 1024,
  inferenceIdLength: 64,
  audioBytes: 1024 ** 3,
  invocationSeconds: 3600,
  queueSeconds: 21_600,
} as const;

/**
 * Instance types with a GPU that CUDA can use: families G and P, except g4ad, whose GPU is AMD's.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
 */
const NVIDIA_FAMILY = /^(ml\.)?(g(?!4ad)|gr|p)\d/;

/** @param type such as g4dn.xlarge, or SageMaker's ml.g4dn.xlarge */
export function hasGpu(type: string): boolean {
  return NVIDIA_FAMILY.test(type);
}

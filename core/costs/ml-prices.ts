/**
 * On-demand prices of SageMaker's instances for inference, USD an hour. In the recorded regions they are
 * 1.4 times those of the same EC2 instance; elsewhere that is assumed, and said wherever it is shown.
 * Source: https://aws.amazon.com/sagemaker/ai/pricing/, of which the page itself loads its figures from a
 * price list; taken from public quotations of it for us-east-1 (ml.g4dn.xlarge 0.7364, ml.g5.xlarge 1.408,
 * ml.g6.xlarge 1.127), of which EC2's factor is the same; read on 2026-11-30.
 */
import { onDemandUsdPerHour } from './prices.ts';

const USD_PER_HOUR: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'us-east-1': { 'ml.g4dn.xlarge': 0.7364, 'ml.g5.xlarge': 1.408, 'ml.g6.xlarge': 1.127 },
};
const TIMES_EC2 = 1.4;

export interface MlPrice {
  usdPerHour: number;
  isAssumed: boolean;
}

/** @param type such as ml.g4dn.xlarge @returns undefined if neither price is recorded */
export function mlPrice(region: string, type: string): MlPrice | undefined {
  const recorded = USD_PER_HOUR[region]?.[type];
  if (recorded !== undefined) return { usdPerHour: recorded, isAssumed: false };
  const ec2 = onDemandUsdPerHour(region, ec2Type(type));
  return ec2 === undefined ? undefined : { usdPerHour: ec2 * TIMES_EC2, isAssumed: true };
}

/** EC2's type with the same hardware: `ml.g4dn.xlarge` → `g4dn.xlarge`. */
export function ec2Type(mlType: string): string {
  return mlType.replace(/^ml\./, '');
}

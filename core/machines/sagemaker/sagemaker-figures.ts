/**
 * Figures of the endpoint. Nothing tells whether it is up or what waits there, so the ranges begin with a
 * free instance, and end with a start from zero instances.
 */
import { seconds, usd } from '../../base/figures.ts';
import { sum } from '../../costs/ranges.ts';
import type { QuoteParts } from '../../costs/quote-parts.ts';
import type { Range } from '../../costs/speed-bounds.ts';
import type { KeptQuote } from '../../job/quote.ts';
import { figures, type RouteEstimate } from '../route-figures.ts';
import type { SagemakerEndpoint } from './endpoint.ts';
import { ec2Type, mlPrice } from '../../costs/ml-prices.ts';

/**
 * From the request until the container has it. From zero: the alarm's minute, the instance, the image of
 * some GiB, and the model. Estimated, and not measured.
 */
const START_SECONDS: Range = { low: 1, high: 900 };
/**
 * An instance goes on so long after its last job: the policy of scaling in looks at 15 minutes, and waits
 * for five.
 */
const IDLE_SECONDS: Range = { low: 0, high: 1200 };

/** Undefined if the price of the endpoint's instances is not known. */
export function sagemakerEstimate(
  quote: KeptQuote,
  parts: QuoteParts,
  endpoint: SagemakerEndpoint,
): RouteEstimate | undefined {
  const price = mlPrice(endpoint.region, endpoint.type);
  if (!price) return undefined;
  const work = workOn(ec2Type(endpoint.type), quote) ?? parts.workSeconds;
  const completed = sum(START_SECONDS, work);
  const paid = sum({ low: 0, high: START_SECONDS.high }, work, IDLE_SECONDS);
  const costUsd = {
    low: parts.servicesUsd + (paid.low / 3600) * price.usdPerHour,
    high: parts.servicesUsd + (paid.high / 3600) * price.usdPerHour,
  };
  const assumed = price.isAssumed ? ", assumed as 1.4 times EC2's price" : '';
  return {
    ...figures('sagemaker', { costUsd, completed, starts: START_SECONDS }),
    because: [
      `An instance of the endpoint is free, or is started from zero: the container has the audio in ${seconds(START_SECONDS)} and works for ${seconds(work)}, done in ${seconds(completed)} if no other job waits there.`,
      `${usd(costUsd)} on ${endpoint.type} for ${Number(price.usdPerHour.toFixed(4))} USD an hour${assumed}; at the high end with its start from zero, and with the ${IDLE_SECONDS.high} s until it ends.`,
    ],
  };
}

/** As EC2's instance with the same hardware, if the quote has it. */
function workOn(type: string, { basis }: KeptQuote): Range | undefined {
  return basis.find((one) => one.type === type)?.workSeconds;
}

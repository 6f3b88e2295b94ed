/** The sum in docs/operating.md that requests at the whole allowed rate cost. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { declaredSettings } from '../../account/declared-settings.ts';
import { PROJECT } from '../../computer/project.ts';
import { SERVICE_PRICES, type ServicePrice } from '../../core/costs/service-prices.ts';

const MONTH_SECONDS = 30 * 24 * 3600;
/** Seconds of a request that is refused for its key; memory as declared for all functions. */
const REFUSAL = { seconds: 0.01, gigabytes: 0.5, logGigabytes: 0.4e-6 };
/** https://aws.amazon.com/cloudwatch/pricing/, standard log class, us-east-1. */
const LOGS: ServicePrice = { priceUsd: 0.5, per: 1 };

test('a flood costs what docs/operating.md says', () => {
  const requests = Number(declaredSettings().get('apiRequestsPerSecond')) * MONTH_SECONDS;
  const parts = [
    usd(SERVICE_PRICES.apiRequests, requests),
    usd(SERVICE_PRICES.lambdaRequests, requests),
    usd(SERVICE_PRICES.lambdaSeconds, requests * REFUSAL.seconds * REFUSAL.gigabytes),
    usd(SERVICE_PRICES.tableReads, requests),
    usd(LOGS, requests * REFUSAL.logGigabytes),
  ];
  const sum = parts.reduce((total, part) => total + part, 0);
  expect(rows()).toEqual([...parts, sum].map((part) => part.toFixed(2)));
});

function usd({ priceUsd, per }: ServicePrice, quantity: number): number {
  return (quantity * priceUsd) / per;
}

/** The last column of the section's table. */
function rows(): string[] {
  const text = readFileSync(path.join(PROJECT, 'docs', 'operating.md'), 'utf8');
  const section = text.split('### What a flood costs')[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\|.*\| \**([\d.]+)\** +\|$/gm)].map(([, last = '']) => last);
}

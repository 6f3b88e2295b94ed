import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { awsEndpointFunctions } from '@aws-sdk/core/client';
import {
  BinaryDecisionDiagram,
  customEndpointFunctions,
  decideEndpoint,
  type EndpointParams,
} from '@smithy/core/endpoints';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { withoutUnusedRules } from '../../deploy/endpoint-rules.ts';

const client = path.dirname(createRequire(import.meta.url).resolve('@aws-sdk/client-s3'));
const source = readFileSync(path.join(client, '../dist-es/endpoint/bdd.js'), 'utf8');

let whole: BinaryDecisionDiagram;
let reduced: BinaryDecisionDiagram;
beforeAll(async () => {
  customEndpointFunctions.aws = awsEndpointFunctions;
  whole = await rulesOf(source);
  reduced = await rulesOf(await withoutUnusedRules(source));
});

/** The rules of a module that has but one import. */
async function rulesOf(module: string): Promise<BinaryDecisionDiagram> {
  const endpoints = createRequire(import.meta.url).resolve('@smithy/core/endpoints');
  const url = JSON.stringify(`file://${endpoints}`);
  const importable = module.replace(/'@smithy\/core\/endpoints'|"@smithy\/core\/endpoints"/, url);
  const loaded: unknown = await import(`data:text/javascript,${encodeURIComponent(importable)}`);
  const { bdd } = loaded as { bdd: BinaryDecisionDiagram };
  return bdd;
}

function addressBy(rules: BinaryDecisionDiagram, endpointParams: EndpointParams): unknown {
  try {
    return decideEndpoint(rules, { endpointParams });
  } catch (error) {
    return String(error);
  }
}

const REGIONS = [
  'eu-north-1',
  'us-east-1',
  'aws-global',
  'cn-north-1',
  'us-gov-west-1',
  'a b',
  undefined,
];
const ENDPOINTS = [
  'http://localhost:4566',
  'https://s3.example.com/path',
  'http://127.0.0.1:9',
  'x',
  undefined,
];
const requests = fc
  .record({
    Region: fc.constantFrom(...REGIONS),
    Bucket: fc.oneof(
      fc.constantFrom(
        'spotscribe-prod-audio-eu-north-1-123456789012',
        'a.b.c',
        'Upper_Case',
        undefined,
      ),
      fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/).filter((name) => !/--/.test(name)),
    ),
    Endpoint: fc.constantFrom(...ENDPOINTS),
    ForcePathStyle: fc.boolean(),
    UseFIPS: fc.boolean(),
    UseDualStack: fc.boolean(),
    UseGlobalEndpoint: fc.boolean(),
    Accelerate: fc.constant(false),
    DisableMultiRegionAccessPoints: fc.boolean(),
    UseArnRegion: fc.option(fc.boolean(), { nil: undefined }),
    DisableS3ExpressSessionAuth: fc.boolean(),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(isGiven)));

function isGiven<Value>(entry: [string, Value | undefined]): entry is [string, Value] {
  return entry[1] !== undefined;
}

test('the rules that functions keep lead to the same address as all rules', () => {
  fc.assert(
    fc.property(requests, (given) => {
      expect(addressBy(reduced, given)).toEqual(addressBy(whole, given));
    }),
    { numRuns: 2000 },
  );
});

test('they are a fraction of all rules', () => {
  expect(reduced.results.length).toBeLessThan(whole.results.length / 2);
});

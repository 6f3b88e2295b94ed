/** POST /quote */
import type * as z from 'zod';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { PoolState } from '../../core/aws/dynamodb/pool-state.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { SpotMarket } from '../../core/aws/ec2/spot-market.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { readConfig } from '../../core/base/config.ts';
import type { QuoteRequest } from '../../core/job/job-request.ts';
import { declaredAnalyses } from '../../core/api/declared-analyses.ts';
import { heardOptions } from '../../core/job/heard-options.ts';
import { assertDeclared } from '../../core/api/declared-model.ts';
import { quoteOperation } from '../../core/api/operations/quote.ts';
import { existingAudio } from '../../core/steps/requests/request-audio.ts';
import { currentPools } from '../../core/steps/attempts/current-pools.ts';
import { currentPrices } from '../../core/steps/attempts/current-prices.ts';
import { knownAudio, quoteAudio } from '../../core/steps/requests/quote-audio.ts';
import { routedQuote } from '../../core/view/routed-quote-view.ts';
import { defaultModel } from '../../core/transcript/model-name.ts';
import { HttpProblem } from '../http/problem.ts';
import { refusedAsProblem } from '../http/refusals.ts';
import { keyHandler } from '../http/handler.ts';
import { assertAvailable } from '../http/unavailable.ts';

const config = readConfig([
  'jobsTable',
  'audioBucket',
  'models',
  'analysisModels',
  'maxAudioSeconds',
  'instanceTypes',
  'region',
  'zones',
  'onDemandFallback',
  'rootGib',
  'batchMaxMachines',
  'batchWaitMinutes',
  'batchSchedule',
  'timeZone',
  'warmMax',
  'sagemakerEndpoint',
  'sagemakerInstanceType',
  'sagemakerModel',
]);
const table = new JobsTable(config.jobsTable);
const prices = new PriceStore(table);
const using = {
  ...config,
  prices,
  market: new SpotMarket(),
  objects: new ObjectReader(),
  pools: new PoolState(table),
};

export const handler = keyHandler(quoteOperation, table, async (asking) => {
  const { owner, body } = asking;
  assertAvailable(body, config);
  const { model = defaultModel(config.models) } = body;
  const analysis = declared(model, body.analysis);
  const audio = await audioOf(body, owner);
  const now = new Date();
  const [spotPrices, pools] = await Promise.all([
    currentPrices(now, using),
    currentPools(now, using),
  ]);
  const wanted = { model, owner, analysis, ...heardOptions(body) };
  const quote = await quoteAudio(audio, wanted, { ...using, spotPrices, now });
  if (quote)
    return { status: 200, body: routedQuote(quote, { requestedRoute: body.route, pools, now }) };
  const types = config.instanceTypes.join(', ');
  throw new HttpProblem('not-available', `No price of ${types} is known in ${config.region}.`);
});

/** The analyses with their models. */
function declared(model: string, analysis: Body['analysis']) {
  try {
    assertDeclared(model, config.models);
    return declaredAnalyses(analysis, config.analysisModels);
  } catch (error) {
    return refusedAsProblem(error);
  }
}

type Body = z.output<typeof QuoteRequest>;

async function audioOf({ durationSeconds, audio }: Body, owner: string) {
  if (durationSeconds !== undefined) return checked(durationSeconds);
  if (!audio?.s3) throw unknownDuration('audio');
  const known = knownAudio(await existingAudio(audio.s3, owner, using).catch(refusedAsProblem));
  if (!known) throw unknownDuration('audio.s3');
  return known;
}

function checked(durationSeconds: number) {
  if (durationSeconds <= config.maxAudioSeconds) return { durationSeconds };
  throw new HttpProblem(
    'too-large',
    `The limit of this deployment is ${config.maxAudioSeconds} s.`,
  );
}

function unknownDuration(path: string): HttpProblem {
  const message = 'Nobody can tell from this how long the audio is: give durationSeconds instead.';
  return new HttpProblem('invalid', `Correct: ${path}.`, [{ path, message }]);
}

/** Uploads that are on their way when the work ends: they end with it, and what they had is handed over. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { JobFailure } from '../../core/base/job-errors.ts';
import { NOTHING_KNOWN } from '../../userdata/agent/checkpoint-join.ts';
import { systemClock as clock } from '../../userdata/agent/clock.ts';
import { CompletionEstimate } from '../../userdata/agent/completion-estimate.ts';
import { ActivityCounter } from '../../userdata/agent/heartbeat.ts';
import { Lease } from '../../userdata/agent/lease.ts';
import { createLog } from '../../userdata/agent/log.ts';
import { ResultStream } from '../../userdata/agent/result-stream.ts';
import { Results } from '../../userdata/agent/results.ts';
import { FakeAws } from './fake-aws.ts';
import { segment } from './steps.ts';

const CHECKPOINT = '{"checkpoint":1}\n{"window":0,"to":32000}\n';
const UNREADABLE = new JobFailure('AudioUnreadable');

let fakeAws: FakeAws;
let folder: string;
beforeEach(async () => {
  fakeAws = await new FakeAws().start();
  folder = await mkdtemp(`${tmpdir()}/spotscribe-work-ends-`);
});
afterEach(async () => {
  await fakeAws[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function results(signal: AbortSignal): Results {
  const claimAgain = () => Promise.resolve(fakeAws.workOrder());
  const lease = new Lease({ first: fakeAws.workOrder(), claimAgain, clock });
  return new Results({ lease, clock, signal });
}

/** The work of an engine that has told one segment so far. */
function working(signal: AbortSignal, onTrouble: (error: unknown) => void): ResultStream {
  const stream = new ResultStream({
    order: fakeAws.workOrder(),
    file: `${folder}/checkpoint`,
    prepared: { known: NOTHING_KNOWN, uploaded: NOTHING_KNOWN },
    partsBefore: undefined,
    results: results(signal),
    activity: new ActivityCounter(),
    estimate: new CompletionEstimate(),
    clock,
    log: createLog(() => undefined),
    signal,
    onTrouble,
  });
  stream.onEvent(segment(0, 'Hej.').say);
  return stream;
}

/** The first are before an upload begins. */
const MOMENTS = Array.from({ length: 40 }, (_, turns) => turns);

test.each(MOMENTS)('%i turns of the event loop after a segment', async (turns) => {
  await writeFile(`${folder}/checkpoint`, CHECKPOINT);
  const end = new AbortController();
  const troubles: unknown[] = [];
  const stream = working(end.signal, (error) => troubles.push(error));

  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
  end.abort(UNREADABLE);
  await stream.idle();
  await stream.flush(results(new AbortController().signal));

  expect(troubles.filter((error) => error !== UNREADABLE)).toEqual([]);
  const pieces = fakeAws.uploads.filter(({ key }) => key.includes('/checkpoint/'));
  expect(new Set(pieces.map(({ text }) => text))).toEqual(new Set([CHECKPOINT]));
});

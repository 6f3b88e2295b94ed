/** An agent that does several jobs on one engine: `runJob` for each, with `LastingEngine`. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TaskResult } from '../../core/job/work-order.ts';
import { readAgentConfig } from '../../userdata/agent/agent-config.ts';
import { ModelOnDemand } from '../../userdata/agent/analysis/model-on-demand.ts';
import { claimOverHttp } from '../../userdata/agent/claim-job.ts';
import { systemClock as clock } from '../../userdata/agent/clock.ts';
import { engineCommand } from '../../userdata/agent/engine-command.ts';
import { EngineProcess } from '../../userdata/agent/engine-process.ts';
import { ActivityCounter } from '../../userdata/agent/heartbeat.ts';
import { LastingEngine } from '../../userdata/agent/lasting-engine.ts';
import { createLog } from '../../userdata/agent/log.ts';
import { InstanceMetadata } from '../../userdata/agent/metadata.ts';
import { runJob } from '../../userdata/agent/run-job.ts';
import { scene, type AgentRun } from './agent-run.ts';
import { done, error, segment, steps } from './steps.ts';

let run: AgentRun;
let engine: LastingEngine;
let processes: number;
const end = new AbortController();

beforeEach(async () => {
  run = await scene();
  processes = 0;
  const config = agentConfig();
  const start = (model: string) => {
    processes++;
    const command = engineCommand(config, model, 'many');
    return new EngineProcess({ ...command, onDiagnostic: () => undefined });
  };
  engine = new LastingEngine(start, config.modelFolder, log());
});

afterEach(async () => {
  end.abort(); // the watch for a spot notice
  await engine.close();
  await run[Symbol.asyncDispose]();
});

const agentConfig = () => readAgentConfig(run.machine.environment(run.fakeAws));
const log = () => createLog(() => undefined);

async function doNextJob(audio: Buffer): Promise<void> {
  const { fakeAws } = run;
  const config = agentConfig();
  const [{ region, apiUrl: url }, keys] = [config, { accessKeyId: 'A', secretAccessKey: 'B' }];
  const credentials = () => Promise.resolve(keys);
  fakeAws.audio = audio;
  const around = { config, clock, log: log(), engine: await engine.forJob() };
  await runJob({
    ...around,
    language: new ModelOnDemand({ ...around, onLine: () => undefined }),
    client: new SFNClient({ region, credentials, endpoint: fakeAws.url }),
    postClaim: claimOverHttp({ url, region, credentials }),
    metadata: new InstanceMetadata(config.metadataUrl),
    activity: new ActivityCounter(),
    onJob: () => undefined,
    machine: end.signal,
  });
}

/** What each job reported: its result, or the code of its failure. */
function verdicts(): (TaskResult | string | undefined)[] {
  return run.fakeAws.verdicts.map(({ action, input }) =>
    action === 'SendTaskSuccess'
      ? TaskResult.parse(JSON.parse(input['output'] ?? ''))
      : input['error'],
  );
}

test('every job is reported with its own result, by one engine process', async () => {
  await doNextJob(steps(segment(0, 'Ett.'), done(1)));
  await doNextJob(steps(error('AudioUnsupported', 'A playlist.')));
  run.fakeAws.audioAnswers.push({ status: 404 });
  await doNextJob(steps());
  await doNextJob(steps(segment(0, 'Ett.'), segment(1, 'Två.'), done(2)));

  const [first, second, third, last] = verdicts();
  expect(first).toMatchObject({ segments: 1 });
  expect([second, third]).toEqual(['AudioUnsupported', 'AudioMissing']);
  expect(last).toMatchObject({ segments: 2 });
  const { modelReady, audioReady } = TaskResult.parse(last).phases;
  expect(Date.parse(modelReady)).toBeLessThanOrEqual(Date.parse(audioReady));
  expect(processes).toBe(1);
});

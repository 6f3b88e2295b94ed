import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  Transcript,
  TRANSCRIPT_FORMATS,
  TranscriptPart,
} from '../../core/transcript/transcript.ts';
import { JOB, taskError, TOKEN, type Answer } from './fake-aws.ts';
import { bundledAgent, Machine } from './machine.ts';
import { failureOf, resultOf, scene, uploaded, written } from './agent-run.ts';
import { runAgent } from './agent-in-process.ts';
import { cue, done, error, heard, progress, segment, steps } from './steps.ts';

const brokenOff: Answer = (response) => response.destroy();
const HANG = { hang: true } as const;

/** For `beforeAgent`: no upload begins before the work is ended. */
const UPLOADS_BEGIN_AT_THE_END = `
  import { once } from 'node:events';
  const { fetch } = globalThis;
  globalThis.fetch = async (url, request) => {
    if (url.endsWith?.('/results')) await once(request.signal, 'abort');
    return fetch(url, request);
  };`;

let bundle: string;
beforeAll(async () => {
  bundle = await bundledAgent();
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

describe('a job that goes well', () => {
  test('is claimed with a signature of the instance, and reported by one success', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    fakeAws.audio = steps(segment(0, 'Hej på dig.'), progress(4), segment(1, 'Adjö.'), done(2));

    const { code } = await machine.startAgent(fakeAws).ending;

    expect(code).toBe(0);
    expect(fakeAws.claims).toHaveLength(1);
    expect(fakeAws.claims[0]?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAINSTANCE\/\d{8}\/eu-north-1\/execute-api\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, /,
    );
    const result = resultOf(fakeAws);
    expect(result).toMatchObject({ segments: 2, truncated: false });
    expect(result.audio).toEqual({
      bytes: fakeAws.audio.length,
      sha256: createHash('sha256').update(fakeAws.audio).digest('hex'),
    });
    const { booted, claimed, audioReady, firstSegment, transcribed, written } = result.phases;
    const story = [booted, claimed, audioReady, firstSegment ?? '', transcribed, written];
    expect(story).toEqual([...story].sort());
  });

  test('leaves the first part and the transcript in every format', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(
      ...[segment(0, 'Hej på dig.'), progress(4), segment(1, 'Adjö.')],
      ...[cue(0, 'Hej', 'på dig.'), cue(1, 'Adjö.'), done(2)],
    );

    await runAgent(on);

    const part = TranscriptPart.parse(
      JSON.parse(uploaded(fakeAws, 'attempts/001/parts/00001.json')),
    );
    expect(part.segments[0]?.text).toBe('Hej på dig.');
    const transcript = Transcript.parse(JSON.parse(written(fakeAws, 'json')));
    expect(transcript).toMatchObject({ jobId: JOB, text: 'Hej på dig. Adjö.', complete: true });
    // Of the image, whatever the job has asked for.
    expect(transcript.model).toBe('micro-whisper');
    expect(transcript.words).toBeUndefined();
    expect(written(fakeAws, 'txt')).toBe('Hej på dig.\nAdjö.\n');
    const [first, second] = ['Hej\npå dig.', '00:00:02,000 --> 00:00:04,000\nAdjö.'];
    expect(written(fakeAws, 'srt')).toContain(`${first}\n\n2\n${second}\n\n`);
    const [header, times] = ['WEBVTT', '00:00:00.000 --> 00:00:02.000'];
    expect(written(fakeAws, 'vtt')).toContain(`${header}\n\n${times}\n${first}\n\n`);
    const [json] = fakeAws.uploads.filter(({ key }) => key.endsWith('transcript.json'));
    expect(json?.fields).toEqual(['policy', 'x-amz-signature', 'key', 'Content-Type', 'file']);
    expect(json?.contentType).toBe('application/json');
  });

  test('gives words when they are asked for', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    const word = { start: 0.1, end: 0.4, word: 'Hej', probability: 0.8 };
    const { say } = segment(0, 'Hej');
    fakeAws.audio = steps({ say: { ...say, words: [word] } }, done(1));
    fakeAws.order = {
      options: { model: 'tiny', language: 'auto', words: true, channels: 'mix' },
    };

    await runAgent(on);

    const transcript = Transcript.parse(JSON.parse(written(fakeAws, 'json')));
    expect(transcript.words).toEqual([word]);
  });

  test('is asked for as the order says, and tells who speaks', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    const flags = ['possible_hallucination', 'a flag of tomorrow'];
    const { say } = segment(0, 'Hallå.');
    fakeAws.audio = steps({ say: { ...say, speaker: 'R', flags } }, done(1));
    const options = { language: 'auto', words: true, channels: 'split' } as const;
    fakeAws.order = { options: { model: 'tiny', ...options } };

    await runAgent(on);

    expect(await machine.engineRequest()).toMatchObject(options);
    const transcript = Transcript.parse(JSON.parse(written(fakeAws, 'json')));
    expect(transcript.segments).toMatchObject([{ text: 'Hallå.', speaker: 'R', flags }]);
    expect(written(fakeAws, 'txt')).toBe('R: Hallå.\n');
  });

  test('may be silence: a transcript without text, and no part', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(done(0));

    await runAgent(on);

    expect(resultOf(fakeAws)).toMatchObject({ segments: 0, confidence: null });
    expect(fakeAws.uploads.map(({ key }) => key).sort()).toEqual(
      TRANSCRIPT_FORMATS.map((format) => `jobs/${JOB}/attempts/001/transcript.${format}`).sort(),
    );
  });

  test('leaves neither token nor audio on the machine, nor secrets or text in the log', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    fakeAws.audio = steps(segment(0, 'Hemligt ord.'), done(1));
    fakeAws.uploadAnswers.push({ status: 503 }, brokenOff);

    const { output } = await machine.startAgent(fakeAws).ending;

    expect(existsSync(machine.stateFile)).toBe(false);
    expect(await readdir(`${machine.root}/var/lib/spotscribe`)).toEqual([]);
    for (const secret of [TOKEN, 'Hemligt', 'secret', 'Signature', 'session-token']) {
      expect(output).not.toContain(secret);
    }
    for (const line of output.trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ source: 'agent' });
    }
    expect(output).toContain(`"jobId":"${JOB}"`);
  });

  test('keeps the token in a file of its own user while a verdict is owed', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    fakeAws.audio = steps(segment(0, 'Hej.'), HANG);
    const ending = runAgent(on);

    await fakeAws.until(() => fakeAws.uploads.length > 0);
    const mode = statSync(machine.stateFile).mode & 0o777;
    fakeAws.spotNotice = new Date().toISOString();
    await ending;

    expect(mode).toBe(0o600);
  });
});

describe('the claim', () => {
  test('is repeated while the workflow has not stored its token', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.claimAnswers.push({ status: 409 }, { status: 503 }, brokenOff);
    fakeAws.audio = steps(done(0));

    await runAgent(on);

    resultOf(fakeAws);
    expect(fakeAws.claims).toHaveLength(4);
    expect(new Set(fakeAws.claims.map(({ body }) => body.agentId)).size).toBe(1);
  });

  test('that comes too late ends the agent, which says nothing to the workflow', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.claimAnswers.push({ status: 410 });

    const output = await runAgent(on);

    expect(fakeAws.calls).toEqual([]);
    expect(fakeAws.ranges).toEqual([]);
    expect(output).toContain('The job is over, or another agent has it.');
  });

  test('is renewed by the same agent before its addresses expire', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.order = { expiresAt: new Date(Date.now() + 30_000).toISOString() };
    fakeAws.audio = steps(done(0));

    await runAgent(on);

    resultOf(fakeAws);
    expect(fakeAws.claims.length).toBeGreaterThan(1);
    expect(new Set(fakeAws.claims.map(({ body }) => body.agentId)).size).toBe(1);
  });

  test('that is not renewed ends the attempt in silence', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(done(0));
    fakeAws.audioAnswers.push((response) => {
      fakeAws.claimAnswers.push({ status: 410 });
      response.writeHead(403).end();
    });

    await runAgent(on);

    expect(fakeAws.verdicts).toEqual([]);
  });

  test('of an order that cannot be understood says so', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.claimAnswers.push({ status: 200, body: { jobId: JOB } });

    const output = await runAgent(on);

    expect(fakeAws.claims).toHaveLength(1);
    expect(output).toContain('image and stack differ');
  });
});

describe('the download', () => {
  test('is taken up where the connection broke', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(segment(0, 'Hej.'), done(1));
    fakeAws.audioAnswers.push((response) => {
      response.writeHead(200, { etag: '"1"', 'content-length': fakeAws.audio.length });
      response.write(fakeAws.audio.subarray(0, 10), () => response.destroy());
    });

    await runAgent(on);

    expect(fakeAws.ranges).toEqual([undefined, 'bytes=10-']);
    expect(resultOf(fakeAws).audio.sha256).toBe(
      createHash('sha256').update(fakeAws.audio).digest('hex'),
    );
  });

  test('claims again when its address is refused', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(done(0));
    fakeAws.audioAnswers.push({ status: 403 });

    await runAgent(on);

    resultOf(fakeAws);
    expect(fakeAws.claims).toHaveLength(2);
  });

  test('of an object that is gone is AudioMissing', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audioAnswers.push({ status: 404 });

    await runAgent(on);

    expect(failureOf(fakeAws).code).toBe('AudioMissing');
  });

  test.each([
    ['other bytes after a break', '"2"', 206],
    ['fewer bytes than before', '"1"', 416],
  ])('of an object that was replaced is AudioMissing: %s', async (_, etag, status) => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audioAnswers.push(
      (response) => {
        response.writeHead(200, { etag: '"1"', 'content-length': 2 });
        response.write('[', () => response.destroy());
      },
      (response) => response.writeHead(status, { etag }).end(']'),
    );

    await runAgent(on);

    const { code, cause } = failureOf(fakeAws);
    expect(code).toBe('AudioMissing');
    expect(cause).toContain('replaced');
  });
});

describe('the engine', () => {
  test('fails the job with its own code and sentence', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(error('AudioUnreadable', 'Not audio. Send audio.'), { exit: 10 });

    await runAgent(on);

    expect(failureOf(fakeAws)).toEqual({
      code: 'AudioUnreadable',
      cause: 'Not audio. Send audio.',
    });
  });

  test('fails the job with them after its first words, too, while those are on their way', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    fakeAws.audio = steps(
      ...heard(0, 'Hej.'),
      ...[error('AudioTooLong', 'Too long. Split it.'), { exit: 13 }],
    );
    const late = await machine.beforeAgent(UPLOADS_BEGIN_AT_THE_END);

    // In a process of its own, since an unhandled rejection ends the process.
    const { code } = await machine.startAgentWith({ ...machine.environment(fakeAws), ...late })
      .ending;

    expect(code).toBe(0);
    expect(failureOf(fakeAws)).toEqual({ code: 'AudioTooLong', cause: 'Too long. Split it.' });
  });

  test('that cannot apply an option of the job is asked once', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    const refusal = "The model does not know the language 'yue'.";
    const result = [segment(0, 'Hej.'), done(1)];
    fakeAws.audio = steps(
      { once: error('OptionInvalid', refusal) },
      { once: { exit: 2 } },
      ...result,
    );

    await runAgent(on);

    expect(failureOf(fakeAws)).toEqual({ code: 'OptionInvalid', cause: refusal });
  });

  test('that does not take the options of its image is Misconfigured', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    const refusal = "The CPU cannot run the model as 'float8'.";
    await machine.engineDoesFirst([error('OptionInvalid', refusal), { exit: 2 }]);

    await runAgent(on);

    const { code, cause } = failureOf(fakeAws);
    expect(code).toBe('Misconfigured');
    expect(cause).toContain(refusal);
  });

  test.each([
    ['killed', [segment(0, 'Hej.'), { kill: 9 }], 'was ended by SIGKILL'],
    ['gone without a word', [{ exit: 0 }], 'ended without a result'],
    ['failing after its result', [done(0), { exit: 3 }], 'ended with exit code 3'],
    ['talking nonsense', [{ print: '{"event":"dance"}' }, HANG], 'not one of its events'],
  ])('that is %s is EngineCrashed', async (_, what, sentence) => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(...what);

    await runAgent(on);

    const { code, cause } = failureOf(fakeAws);
    expect(code).toBe('EngineCrashed');
    expect(cause).toContain(sentence);
    expect(fakeAws.uploads.filter(({ key }) => key.includes('transcript'))).toEqual([]);
  });

  test('that dies before there is a job is still reported', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    await machine.engineDoesFirst([{ say: error('ModelDamaged', 'Broken.').say }, { exit: 20 }]);
    fakeAws.claimAnswers.push({ status: 409 });

    await runAgent(on);

    expect(failureOf(fakeAws).code).toBe('ModelDamaged');
  });

  test('that is not there is EngineCrashed', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    await rm(`${machine.home}/venv/bin/python`);

    await runAgent(on);

    expect(failureOf(fakeAws).cause).toContain('could not be started');
  });
});

describe('the end of the road', () => {
  test('SIGTERM while working is InstanceLost', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    fakeAws.audio = steps(segment(0, 'Hej.'), HANG);
    const agent = machine.startAgent(fakeAws);

    await fakeAws.until(() => fakeAws.uploads.length > 0);
    agent.process.kill('SIGTERM');

    expect((await agent.ending).code).toBe(0);
    expect(failureOf(fakeAws).code).toBe('InstanceLost');
  });

  test('SIGTERM before there is a job ends the agent in silence', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    fakeAws.claimAnswers.push({ status: 409 }, { status: 409 }, { status: 409 }, { status: 409 });
    const agent = machine.startAgent(fakeAws);

    await fakeAws.until(() => fakeAws.claims.length > 1);
    agent.process.kill('SIGTERM');

    expect((await agent.ending).code).toBe(0);
    expect(fakeAws.calls).toEqual([]);
  });

  test('a spot notice while working is SpotInterrupted', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(segment(0, 'Hej.'), HANG);
    const ending = runAgent(on);

    await fakeAws.until(() => fakeAws.uploads.length > 0);
    fakeAws.spotNotice = new Date().toISOString();

    await ending;
    expect(failureOf(fakeAws).code).toBe('SpotInterrupted');
  });

  test('a heartbeat that nobody waits for ends the work in silence', async () => {
    await using on = await scene(bundle);
    const { fakeAws, machine } = on;
    fakeAws.taskAnswers['SendTaskHeartbeat'] = [taskError('TaskTimedOut')];
    fakeAws.audio = steps(progress(1), HANG);

    await runAgent(on);

    expect(fakeAws.verdicts).toEqual([]);
    expect(existsSync(machine.stateFile)).toBe(false);
  });

  test('a success whose answer was lost is sent again, and never turned into a failure', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.taskAnswers['SendTaskSuccess'] = [brokenOff, taskError('TaskTimedOut')];
    fakeAws.audio = steps(done(0));

    await runAgent(on);

    expect(fakeAws.verdicts.map(({ action }) => action)).toEqual([
      'SendTaskSuccess',
      'SendTaskSuccess',
    ]);
  });

  test('a token that Step Functions does not know yet is tried again', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.taskAnswers['SendTaskSuccess'] = [
      taskError('InvalidToken'),
      taskError('TaskDoesNotExist'),
    ];
    fakeAws.audio = steps(done(0));

    const output = await runAgent(on);

    expect(fakeAws.verdicts).toHaveLength(3);
    expect(output).toContain('The verdict is sent.');
  });
});

describe('the results', () => {
  test('are written again when S3 is busy, and with a fresh address when it is refused', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(done(0));
    fakeAws.uploadAnswers.push({ status: 503 }, { status: 403 });

    await runAgent(on);

    resultOf(fakeAws);
    expect(fakeAws.uploads).toHaveLength(TRANSCRIPT_FORMATS.length);
    expect(fakeAws.claims).toHaveLength(2);
  });

  test('that cannot be written fail the attempt, with no address in the sentence', async () => {
    await using on = await scene(bundle);
    const { fakeAws } = on;
    fakeAws.audio = steps(segment(0, 'Hej.'), HANG);
    fakeAws.uploadAnswers.push({ status: 400 });

    await runAgent(on);

    const { code, cause } = failureOf(fakeAws);
    expect(code).toBe('AgentCrashed');
    expect(cause).toContain('(HttpStatusError (HTTP 400))');
  });
});

test('a sign of life that cannot be given ends no job', async () => {
  await using on = await scene(bundle);
  const { fakeAws, machine } = on;
  fakeAws.audio = steps(done(0));
  // No program can be started with it: the longest string that Linux takes is shorter.
  const burden = await machine.beforeAgent("process.env.BURDEN = 'x'.repeat(200_000)");
  const environment = { ...machine.environment(fakeAws), ...burden, WATCHDOG_USEC: '60000000' };

  const { code, output } = await machine.startAgentWith(environment).ending;

  expect(code).toBe(0);
  resultOf(fakeAws);
  expect(output).toContain('The watchdog could not be told.');
});

describe('the settings', () => {
  test('that are missing are all named', async () => {
    await using machine = await Machine.make(bundle);

    const { code, output } = await machine.startAgentWith({ PATH: '/usr/bin:/bin' }).ending;

    expect(code).toBe(1);
    expect(output).toContain('AWS_REGION is missing; SPOTSCRIBE_API_URL is missing');
  });
});

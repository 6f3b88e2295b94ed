import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { JobFailure } from '../../core/base/job-errors.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { download } from '../../userdata/agent/download.ts';
import { freeBytes, takeRoom } from '../../userdata/agent/disk-room.ts';
import { HttpStatusError } from '../../userdata/agent/http-status.ts';
import { Lease } from '../../userdata/agent/lease.ts';
import { FakeAws, type Answer } from './fake-aws.ts';
import { FakeClock } from './fake-clock.ts';

let fakeAws: FakeAws;
let folder: string;
let breaking: ServerResponse | undefined;
beforeEach(async () => {
  fakeAws = await new FakeAws().start();
  folder = await mkdtemp(`${tmpdir()}/spotscribe-download-`);
});
afterEach(async () => {
  await fakeAws[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Downloads the audio of the fake AWS; the lease is never renewed. */
function fetchAudio(silenceMs = 5000, bytes = fakeAws.audio.length) {
  const clock = new FakeClock();
  const { audio, ...rest } = fakeAws.workOrder();
  const order: WorkOrder = {
    ...rest,
    audio: { ...audio, bytes },
    expiresAt: new Date(clock.now() + 86_400_000).toISOString(),
  };
  return download({
    lease: new Lease({ first: order, claimAgain: () => Promise.resolve(order), clock }),
    file: `${folder}/audio`,
    onProgress: () => breaking?.destroy(),
    silenceMs,
    clock,
    signal: new AbortController().signal,
  });
}

/** Sends so many bytes of what was asked for; the connection breaks once they have arrived. */
function breaksAfter(bytes: number): Answer {
  return (response, request) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = fakeAws.audio.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { etag: '"1"', 'content-length': rest.length });
    response.write(rest.subarray(0, bytes));
    breaking = response;
  };
}

describe('a download', () => {
  test('is whole, wherever connections break', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        lengths,
        async (data, cuts) => {
          fakeAws.audio = Buffer.from(data);
          fakeAws.audioAnswers.splice(0, Infinity, ...cuts.map(breaksAfter));
          const { bytes, sha256 } = await fetchAudio();
          expect(await readFile(`${folder}/audio`)).toEqual(fakeAws.audio);
          expect(bytes).toBe(data.length);
          expect(sha256).toBe(createHash('sha256').update(data).digest('hex'));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('goes on as long as every connection brings something', async () => {
    fakeAws.audio = Buffer.from('twenty bytes of song');
    fakeAws.audioAnswers.push(...Array.from({ length: 19 }, () => breaksAfter(1)));
    expect(await fetchAudio()).toMatchObject({ bytes: 20 });
    expect(fakeAws.ranges).toHaveLength(20);
  });

  test('is given up when nine connections in a row bring nothing', async () => {
    fakeAws.audioAnswers.push(...Array.from({ length: 20 }, () => ({ status: 503 })));
    await expect(fetchAudio()).rejects.toBeInstanceOf(HttpStatusError);
    expect(fakeAws.ranges).toHaveLength(9);
  });

  test('leaves a connection that stays open and says nothing', async () => {
    fakeAws.audio = Buffer.from('abc');
    fakeAws.audioAnswers.push((response) => {
      response.writeHead(200, { etag: '"1"', 'content-length': 3 });
      response.write('a');
    });
    expect(await fetchAudio(1000)).toMatchObject({ bytes: 3 });
    expect(fakeAws.ranges).toEqual([undefined, 'bytes=1-']);
  });

  test('of more than the disk has room for is DiskTooSmall, before a byte is fetched', async () => {
    await expect(fetchAudio(5000, 2 ** 50)).rejects.toMatchObject({
      code: 'DiskTooSmall',
      message: expect.stringMatching(/1125899906842624 bytes.*room for \d+ bytes/),
    });
    expect(fakeAws.ranges).toEqual([]);
  });

  test('onto a disk that others fill meanwhile is DiskTooSmall', async () => {
    await symlink('/dev/full', `${folder}/audio`);
    await expect(fetchAudio()).rejects.toMatchObject({ code: 'DiskTooSmall' });
  });

  test('waits for the file of the job before it, if the disk has not room for both', async () => {
    const how = { clock: new FakeClock(), signal: new AbortController().signal };
    const most = Math.floor(0.6 * freeBytes(folder));
    const [first, second] = [`${folder}/first`, `${folder}/second`];
    await takeRoom(first, most, { ...how, onProgress: () => undefined });
    // Removed at the third look.
    const looks: boolean[] = [];
    const onProgress = () => {
      looks.push(existsSync(second));
      if (looks.length === 3) rmSync(first);
    };
    await takeRoom(second, most, { ...how, onProgress });
    expect(looks).toEqual([false, false, false]);
    expect(existsSync(second)).toBe(true);
  });

  test('refuses an object that is longer than the one of the job', async () => {
    fakeAws.audio = Buffer.from('abc');
    fakeAws.audioAnswers.push((response) => response.writeHead(200, { etag: '"1"' }).end('abcd'));
    const failure: unknown = await fetchAudio().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(JobFailure);
    expect(failure).toMatchObject({ code: 'AudioMissing' });
  });
});

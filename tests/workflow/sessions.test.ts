import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { sessionItemKey } from '../../core/aws/dynamodb/items.ts';
import { SessionPlaces } from '../../core/aws/dynamodb/session-places.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { sessionKeyOf, type RequestedSession } from '../../core/job/job-session.ts';
import { sessionPrefix } from '../../core/job/session.ts';
import { SessionTranscript } from '../../core/transcript/session-transcript.ts';
import { SessionDeletionReceipt } from '../../core/view/deletion-receipt.ts';
import { SessionView } from '../../core/view/session-view.ts';
import { segmentsOf, type Script } from '../../chaos/script.ts';
import { verify } from '../../local/webhook-receiver.ts';
import { aJob } from '../support/a-job.ts';
import { everyVersion } from '../support/every-version.ts';
import { invokeRound } from '../support/invoke.ts';
import { scriptFile, SHORT, textOfScript } from '../support/scripted-audio.ts';
import { keepsSessions } from '../support/session-contract.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';

const MANY: Script = { title: 'andra halvan av mötet', windows: 2, paceSeconds: 0 };
const BAD: Script = { ...SHORT, title: 'går inte att läsa', ending: 'unreadable', atWindow: 0 };

let cloud: TestCloud;
let owner = '';
beforeAll(async () => {
  cloud = await TestCloud.shared();
  owner = cloud.cloud.info.owner;
});
afterAll(() => cloud.leave());

async function send(script: Script, session: RequestedSession, more: object = {}): Promise<string> {
  const webhook = { ...cloud.webhook, events: ['session.completed'] as const };
  const { jobId } = await cloud.client.submitFile(scriptFile(script), {
    ...{ session, webhook: { ...webhook, events: [...webhook.events] } },
    ...more,
  });
  return jobId;
}

async function got(path: string): Promise<{ status: number; text: string; body: unknown }> {
  const answer = await cloud.client.request('GET', path);
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, text, body: isJson ? JSON.parse(text) : undefined };
}

async function standing(id: string): Promise<SessionView> {
  return SessionView.parse((await got(`/sessions/${id}`)).body);
}

async function transcript(id: string): Promise<SessionTranscript> {
  return SessionTranscript.parse((await got(`/sessions/${id}/transcript`)).body);
}

/** Every event of the session so far, verified. */
function events(id: string): SessionView[] {
  const Event = z.object({ type: z.literal('session.completed'), data: SessionView });
  return cloud.receiver.received
    .filter(({ body }) => body.includes(`"sessionId":"${id}"`))
    .map((delivery) => Event.parse(verify(delivery, cloud.cloud.info.webhookSecret)).data);
}

async function told(id: string): Promise<SessionView> {
  return until('the session has its event', () => events(id)[0]);
}

async function filesOf(id: string): Promise<string[]> {
  const Prefix = sessionPrefix(sessionKeyOf(owner, id));
  const Bucket = cloud.output('ResultsBucketName');
  const versions = await everyVersion(cloud.s3, { Bucket, Prefix });
  return versions.filter(({ isMarker }) => !isMarker).map(({ key }) => key);
}

describe('the table', () => {
  keepsSessions(() => ({
    sessions: new SessionStore(cloud.table),
    join: async ({ jobId, owner: by, at }, requested, before) => {
      const session = { ...requested };
      const job = aJob({ jobId, owner: by, session, createdAt: at.toISOString() });
      const places = new SessionPlaces(cloud.table, cloud.jobs);
      const stored = await places.standing(by, requested);
      const chunk = before && { ...before };
      const joining = { requested, standing: { ...stored, chunk } };
      return cloud.jobs.createWith(places.writes(job, joining), job).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Error && error.name === 'AlreadyExists') return false;
          throw error;
        },
      );
    },
  }));
});

describe('a session', () => {
  test('of two files becomes one transcript in all formats, and one event', async () => {
    const id = 'two-files';
    const second = await send(MANY, { id, index: 1, count: 2, start: 30 });
    await cloud.completed(second);
    expect(await standing(id)).toMatchObject({
      ...{
        status: 'waiting',
        count: 2,
        chunks: [{ index: 1, jobId: second, status: 'completed' }],
      },
      missing: [{ index: 0, reason: 'not_received' }],
    });
    expect((await got(`/sessions/${id}/transcript`)).status).toBe(409);
    const taken = await cloud.client.request('POST', '/jobs', {
      audio: { upload: { filename: 'a.wav', bytes: 9 } },
      session: { id, index: 1, count: 2 },
    });
    expect(taken.status).toBe(422);
    expect(await taken.json()).toMatchObject({ errors: [{ path: 'session.index' }] });
    const first = await send(SHORT, { id, index: 0, count: 2, start: 0 });
    await cloud.completed(first);
    expect(await told(id)).toMatchObject({ status: 'completed', missing: [] });
    const { text, segments, complete, chunks, durationSeconds } = await transcript(id);
    expect(text).toBe(`${textOfScript(SHORT)} ${textOfScript(MANY)}`);
    expect(segments.map((segment) => segment.id)).toEqual([0, 1, 2]);
    expect(segments[1]?.start).toBeGreaterThanOrEqual(30);
    expect({ complete, durationSeconds }).toEqual({ complete: true, durationSeconds: 90 });
    expect(chunks.map(({ jobId }) => jobId)).toEqual([first, second]);
    const texts = [...segmentsOf(SHORT), ...segmentsOf(MANY)];
    expect((await got(`/sessions/${id}/transcript?format=txt`)).text.trim().split('\n')).toEqual(
      texts,
    );
    for (const format of ['srt', 'vtt']) {
      const shown = (await got(`/sessions/${id}/transcript?format=${format}`)).text;
      expect(shown.match(/-->/g)?.length).toBeGreaterThanOrEqual(3);
      for (const one of texts) expect(shown.replaceAll(/\s+/g, ' ')).toContain(one);
    }
    expect((await cloud.client.job(first)).session).toEqual({ id, index: 0, count: 2, start: 0 });
    await invokeRound(cloud, 'combineDue');
    expect(events(id)).toHaveLength(1);

    // The words of a job that is deleted are gone from the session too.
    const removed = await deleted(`/jobs/${first}`);
    expect(removed.removed.map(({ what }) => what)).toEqual([
      ...['audio', 'results', 'job', 'timeline', 'edits', 'deliveries', 'instances', 'repeats'],
      'links',
    ]);
    expect(await filesOf(id)).toEqual([]);
    expect((await got(`/sessions/${id}/transcript`)).status).toBe(409);
    await invokeRound(cloud, 'combineDue');
    expect(await transcript(id)).toMatchObject({
      ...{ text: textOfScript(MANY), missing: [{ index: 0, reason: 'deleted' }] },
    });

    // The chunk may be sent again.
    const again = await send(SHORT, { id, index: 0, count: 2, start: 0 });
    await cloud.completed(again);
    await until('it is whole again', async () => (await standing(id)).status === 'completed');
    expect((await transcript(id)).text).toBe(text);
    expect(events(id)).toHaveLength(1);

    const receipt = SessionDeletionReceipt.parse(await deleted(`/sessions/${id}`));
    expect(receipt.jobs).toEqual([again, second].sort());
    expect(await deleted(`/sessions/${id}`)).toEqual(receipt);
    expect(await filesOf(id)).toEqual([]);
    for (const path of [`/sessions/${id}`, `/jobs/${second}`, `/jobs/${again}`]) {
      expect((await got(path)).status).toBe(404);
    }
  });

  test('whose last chunk fails is partial at its deadline, and names it', async () => {
    const id = 'one-fails';
    const good = await send(SHORT, { id, index: 0, count: 2 });
    const bad = await send(BAD, { id, index: 1, count: 2 });
    await cloud.completed(good);
    await cloud.ended(bad);
    expect((await standing(id)).status).toBe('waiting');
    // Its time is over.
    const past = new Date().toISOString();
    await cloud.table.client.send(
      new UpdateCommand({
        TableName: cloud.table.name,
        Key: sessionItemKey(sessionKeyOf(owner, id)),
        UpdateExpression: 'SET deadlineAt = :past, listedAs = :past',
        ExpressionAttributeValues: { ':past': past },
      }),
    );
    await invokeRound(cloud, 'combineDue');
    const missing = [{ index: 1, reason: 'failed', jobId: bad }];
    expect(await told(id)).toMatchObject({ status: 'partial', missing });
    expect(await transcript(id)).toMatchObject({
      text: textOfScript(SHORT),
      missing,
      complete: false,
    });
  });

  test('that runs cannot be deleted', async () => {
    const id = 'still-runs';
    const body = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };
    const session = { id, index: 0, count: 1 };
    const { jobId } = await cloud.client.createJob({ ...body, session });
    const refused = await cloud.client.request('DELETE', `/sessions/${id}`);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining(jobId) });
  });
});

/** Asked until EC2 has confirmed the end of the instances. */
async function deleted(path: string): Promise<{ removed: { what: string }[] }> {
  const Receipt = z.looseObject({ removed: z.array(z.looseObject({ what: z.string() })) });
  return until(`${path} is deleted`, async () => {
    const answer = await cloud.client.request('DELETE', path);
    const body: unknown = await answer.json();
    return answer.status === 200 && Receipt.parse(body);
  });
}

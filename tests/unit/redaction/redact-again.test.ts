/** Copies that several people make anew at once, or while their job is deleted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foundKey, pseudonymsKey, redactedKey } from '../../../core/job/redaction-keys.ts';
import { decisionsOf, redactAgain } from '../../../core/steps/requests/redact-again.ts';
import { TranscriptGone } from '../../../core/steps/requests/machine-transcript.ts';
import { TRANSCRIPT_FORMATS } from '../../../core/transcript/transcript.ts';
import { RedactionInMemory } from '../../support/redaction-in-memory.ts';
import { transcriptOf } from './planted.ts';

const TEXTS = ['Sedan kom Skruttan och Plutten.', 'Då sa Anna att Knatten var sen.'];
const NICKNAMES = ['Skruttan', 'Plutten', 'Knatten'] as const;
const NONE = { reject: [], add: [] };
const adding = (text: string) => ({
  reject: [],
  add: [{ segment: 0, text, kind: 'name' as const }],
});

test('what several people add at once is in no document', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const there = new RedactionInMemory(transcriptOf(TEXTS));
      const { job } = there;
      const using = there.using(() => scheduler.schedule(Promise.resolve()));
      const all = Promise.all([
        ...NICKNAMES.map((name) => redactAgain(job, adding(name), using)),
        redactAgain(job, { reject: ['1.2'], add: [] }, using),
      ]);
      await scheduler.waitFor(all);
      const { reject, add } = await decisionsOf(job, there.using());
      expect(add.map(({ text }) => text).sort()).toEqual([...NICKNAMES].sort());
      expect(reject).toEqual(['1.2']);
      for (const format of TRANSCRIPT_FORMATS) {
        const document = there.objects.get(redactedKey(job.jobId, format));
        expect(document).not.toMatch(/skruttan|plutten|knatten/i);
        expect(document).toContain('Anna');
      }
      expect(there.objects.get(foundKey(job.jobId))).not.toContain('"1.2"');
      const key = there.objects.get(pseudonymsKey(job.jobId));
      for (const name of NICKNAMES) expect(key).toContain(name);
    }),
    { numRuns: 40 },
  );
});

test('a job that is deleted meanwhile keeps neither copy nor key', async () => {
  const there = new RedactionInMemory(transcriptOf(TEXTS));
  const using = there.using();
  const original = new Set(there.objects.keys());
  const writer = {
    ...using.writer,
    replace: (...of: Parameters<typeof using.writer.replace>) => {
      there.isGone = true;
      return using.writer.replace(...of);
    },
  };
  const again = redactAgain(there.job, adding('Skruttan'), { ...using, writer });
  await expect(again).rejects.toThrow(TranscriptGone);
  const left = [...there.objects.keys()].filter((key) => /redact/.test(key));
  expect(left).toEqual([]);
  expect(original.size).toBeGreaterThan(there.objects.size);
});

test('what is added after it was rejected stays replaced from then on', async () => {
  const there = new RedactionInMemory(transcriptOf(TEXTS));
  const { job } = there;
  const text = () => there.objects.get(redactedKey(job.jobId, 'txt'));
  await redactAgain(job, { reject: ['1.2'], add: [] }, there.using());
  expect(text()).toContain('Anna');
  await redactAgain(job, adding('Anna'), there.using());
  expect(text()).not.toContain('Anna');
  expect(await decisionsOf(job, there.using())).toMatchObject({ reject: [] });
  await redactAgain(job, NONE, there.using());
  expect(text()).not.toContain('Anna');
  await redactAgain(job, { reject: ['1.2'], add: [] }, there.using());
  expect(text()).toContain('Anna');
  await redactAgain(job, adding('Skruttan'), there.using());
  expect(text()).toContain('Anna');
  expect(text()).not.toContain('Skruttan');
});

test('texts that overlap are all replaced', async () => {
  const there = new RedactionInMemory(transcriptOf(['Hon bor vid Stora Kvarnen i Byn nu.']));
  const { job } = there;
  const add = ['Stora Kvarnen', 'Kvarnen i Byn'].map((text) => ({
    ...{ segment: 0, text, kind: 'address' as const },
  }));
  await redactAgain(job, { reject: [], add }, there.using());
  expect(there.objects.get(redactedKey(job.jobId, 'txt'))).toMatch(
    /^Hon bor vid \[ADRESS-\w{4}\] \[ADRESS-\w{4}\] nu\.$/m,
  );
});

/** A job with a redacted copy, and all that is made anew of it, in memory. */
import { createHash } from 'node:crypto';
import type { StoredVersion } from '../../core/aws/s3/object-removal.ts';
import { foundKey, pseudonymsKey, redactedKey } from '../../core/job/redaction-keys.ts';
import { transcriptKey } from '../../core/job/work-order.ts';
import { RedactRequest } from '../../core/redaction/redact-request.ts';
import { redactTranscript } from '../../core/redaction/redact-transcript.ts';
import type { RedactedJob, RedactionPorts } from '../../core/steps/requests/redact-again.ts';
import { render } from '../../core/transcript/subtitles.ts';
import { TRANSCRIPT_FORMATS, type SubtitledTranscript } from '../../core/transcript/transcript.ts';
import { aJob } from './a-job.ts';

const SECRET = 'a secret of this test';
const resultsBucket = 'results';

/** Lets others go on before a call. */
export type Turn = () => Promise<unknown>;

export class RedactionInMemory {
  readonly objects = new Map<string, string>();
  readonly job: RedactedJob;
  isGone = false;

  constructor(original: SubtitledTranscript) {
    const redact = RedactRequest.parse({ style: 'tag' });
    this.job = { ...aJob({ status: 'completed', attempt: 1 }), redact };
    const { jobId } = this.job;
    const copy = redactTranscript(original, redact, SECRET);
    for (const format of TRANSCRIPT_FORMATS) {
      this.objects.set(transcriptKey(jobId, format), render(original, format));
      this.objects.set(redactedKey(jobId, format), render(copy, format));
    }
    this.objects.set(foundKey(jobId), JSON.stringify(copy.found));
    this.objects.set(pseudonymsKey(jobId), JSON.stringify(copy.key));
  }

  /** Each call waits for its turn first. */
  using(turn: Turn = () => Promise.resolve()): RedactionPorts {
    const tagged = async ({ key }: { key: string }) => {
      await turn();
      const text = this.objects.get(key);
      return text === undefined ? undefined : { text, etag: etagOf(text) };
    };
    return {
      resultsBucket,
      objects: { tagged, text: async (place) => (await tagged(place))?.text },
      writer: {
        put: async ({ key }, text) => {
          await turn();
          this.objects.set(key, text);
        },
        replace: async ({ key }, text, { etag }) => {
          await turn();
          const there = this.objects.get(key);
          if ((there === undefined ? undefined : etagOf(there)) !== etag) return undefined;
          this.objects.set(key, text);
          return etagOf(text);
        },
      },
      removal: {
        below: async (_, prefix) => {
          await turn();
          const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix));
          return keys.map((key): StoredVersion => ({ key, versionId: 'null', bytes: 1 }));
        },
        remove: async (_, versions) => {
          await turn();
          for (const { key } of versions) this.objects.delete(key);
        },
      },
      secrets: {
        of: () => Promise.resolve(SECRET),
        areDestroyed: () => Promise.resolve(this.isGone),
        areGone: () => Promise.resolve(this.isGone),
      },
      edits: { all: () => Promise.resolve([]) },
    };
  }
}

function etagOf(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

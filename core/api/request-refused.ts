import type { JobErrorCode } from '../base/job-errors.ts';

/** Thrown for a request that its caller must change; `reason` selects the HTTP answer. */
export class RequestRefused extends Error {
  readonly reason: 'too-large' | 'invalid' | 'not-available' | 'idempotency-mismatch';
  readonly path: string | undefined;

  constructor(reason: RequestRefused['reason'], message: string, path?: string) {
    super(message);
    this.name = 'RequestRefused';
    this.reason = reason;
    this.path = path;
  }
}

/** Thrown for audio that no job can be made of. */
export class AudioRefused extends RequestRefused {
  readonly code: JobErrorCode;

  constructor(reason: RequestRefused['reason'], message: string, code: JobErrorCode) {
    super(reason, message, 'audio.s3');
    this.code = code;
  }
}

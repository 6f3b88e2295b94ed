/** An unexpected HTTP status. The body is left out: S3 quotes keys and signatures in it. */
export class HttpStatusError extends Error {
  readonly status: number;
  /** For logs, which print name and code of errors. */
  readonly code: string;

  constructor(status: number) {
    super(`The answer was HTTP ${status}.`);
    this.name = 'HttpStatusError';
    this.status = status;
    this.code = `HTTP ${status}`;
  }
}

/** The signature has expired, or its session has; a new one may work. */
export function isRefused(error: unknown): boolean {
  return error instanceof HttpStatusError && error.status === 403;
}

/** A broken connection, or a busy or failing service: a retry may succeed. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof HttpStatusError)) return true;
  return error.status >= 500 || error.status === 429 || error.status === 408;
}

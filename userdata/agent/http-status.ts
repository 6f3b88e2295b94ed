/** An answer that was not the one asked for. Its body stays out: S3 quotes keys and signatures in it. */
export class HttpStatusError extends Error {
  readonly status: number;
  /** For logs, which tell errors by name and code. */
  readonly code: string;

  constructor(status: number) {
    super(`The answer was HTTP ${status}.`);
    this.name = 'HttpStatusError';
    this.status = status;
    this.code = `HTTP ${status}`;
  }
}

/** The address was signed for a session or a time that is over; a fresh one may work. */
export function isRefused(error: unknown): boolean {
  return error instanceof HttpStatusError && error.status === 403;
}

/** A broken connection, or a service that is busy or ill: the same request may work later. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof HttpStatusError)) return true;
  return error.status >= 500 || error.status === 429 || error.status === 408;
}

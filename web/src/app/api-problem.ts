/** Errors of requests, with what a person may be told. */

interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** The API answered with a problem (RFC 9457), or something before it refused the request. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable, such as `not-found`; empty if the answer is none of the API's. */
  readonly code: string;
  readonly requestId: string | undefined;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** Seconds after which a repetition makes sense. */
  readonly retryAfter: number | undefined;

  private constructor(body: Partial<ProblemBody>, response: Response) {
    super(body.detail ?? `HTTP ${response.status}`);
    this.status = response.status;
    this.code = body.code ?? '';
    this.requestId = body.requestId;
    this.errors = body.errors ?? [];
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  }

  static of(body: unknown, response: Response): ApiProblem {
    return new ApiProblem(typeof body === 'object' && body !== null ? body : {}, response);
  }
}

/** No answer came: the computer is offline, or the API cannot be reached. */
export class NoConnection extends Error {
  override readonly name = 'NoConnection';
}

/** What a browser complains of while it shows a page. */
import type { BrowserContext, ConsoleMessage, Request } from 'playwright-core';

interface Violation {
  readonly directive: string;
  readonly blocked: string;
  readonly sample: string;
}

export class Complaints {
  readonly #origins: readonly string[];
  readonly #all: string[] = [];
  readonly #expected: RegExp[] = [];

  /** @param origins that the page may ask */
  constructor(origins: readonly string[]) {
    this.#origins = origins;
  }

  get unexpected(): string[] {
    return this.#all.filter((one) => !this.#expected.some((expected) => expected.test(one)));
  }

  expect(complaint: RegExp): void {
    this.#expected.push(complaint);
  }

  /** Before the first page of the context. */
  async hear(context: BrowserContext): Promise<void> {
    context.on('console', (message) => this.#console(message));
    context.on('weberror', (error) => this.#all.push(`error: ${String(error.error())}`));
    context.on('request', (request) => this.#request(request));
    await context.exposeBinding('reportViolation', (_, violation: Violation) => {
      const { directive, blocked, sample } = violation;
      this.#all.push(`content security policy: ${directive} ${blocked} ${sample}`);
    });
    await context.addInitScript(`
      addEventListener('securitypolicyviolation', (event) => reportViolation({
        directive: event.effectiveDirective, blocked: event.blockedURI, sample: event.sample,
      }));`);
  }

  #console(message: ConsoleMessage): void {
    const type = message.type();
    if (type !== 'error' && type !== 'warning') return;
    this.#all.push(`console ${type}: ${message.text()} (${message.location().url})`);
  }

  #request(request: Request): void {
    const url = new URL(request.url());
    if (['blob:', 'data:'].includes(url.protocol) || this.#origins.includes(url.origin)) return;
    this.#all.push(`request to ${request.url()}`);
  }
}

/** What goes to the storage: which parts of an upload were sent, and which of them are held back. */
import type { BrowserContext, Request, Route } from 'playwright-core';

const PART = /[?&]partNumber=(\d+)/;

export class PartTraffic {
  /** Numbers of the parts that the storage took, in that order, as often as it did. */
  readonly taken: number[] = [];
  readonly #held: Route[] = [];
  #isHeld: (part: number) => boolean = () => false;

  static async of(context: BrowserContext): Promise<PartTraffic> {
    const traffic = new PartTraffic();
    await context.route(PART, (route) => traffic.#pass(route));
    context.on('response', (response) => {
      const part = partOf(response.request());
      if (part !== undefined && response.ok()) traffic.taken.push(part);
    });
    return traffic;
  }

  /** Requests of these parts get no answer until `release`. */
  hold(isHeld: (part: number) => boolean): void {
    this.#isHeld = isHeld;
  }

  /** @param breakOff the connection of those that are held is lost */
  async release({ breakOff = false } = {}): Promise<void> {
    this.#isHeld = () => false;
    const held = this.#held.splice(0);
    // A request of a page that was left is gone.
    const done = held.map((route) =>
      breakOff ? route.abort('connectionreset') : route.continue(),
    );
    await Promise.allSettled(done);
  }

  async #pass(route: Route): Promise<void> {
    const part = partOf(route.request());
    if (part !== undefined && this.#isHeld(part)) this.#held.push(route);
    else await route.continue();
  }
}

function partOf(request: Request): number | undefined {
  if (request.method() !== 'PUT') return undefined;
  const part = PART.exec(request.url())?.[1];
  return part === undefined ? undefined : Number(part);
}

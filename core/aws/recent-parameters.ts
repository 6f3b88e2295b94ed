/**
 * Parameters as they were at most some seconds ago, for functions that a burst of jobs starts: SSM
 * answers 40 reads a second to the whole account. One function instance reads a parameter once for all
 * its calls in that time, also if they come together; a parameter that does not exist is known as well.
 * Source: https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
import type { Parameters } from './parameters.ts';

interface Recent {
  value: Promise<string | undefined>;
  until: number;
}

export class RecentParameters {
  private readonly parameters: Pick<Parameters, 'get'>;
  private readonly ms: number;
  private readonly now: () => number;
  private readonly recent = new Map<string, Recent>();

  /** @param seconds how old a value may be; 0 reads it every time */
  constructor(parameters: Pick<Parameters, 'get'>, seconds: number, now = () => Date.now()) {
    this.parameters = parameters;
    this.ms = seconds * 1000;
    this.now = now;
  }

  /** As `Parameters.get`. */
  async get(name: string): Promise<string | undefined> {
    const now = this.now();
    this.forgetUntil(now);
    const known = this.recent.get(name);
    if (known) return known.value;
    const value = this.parameters.get(name);
    this.recent.set(name, { value, until: now + this.ms });
    // A failed read is repeated by the next call.
    value.catch(() => this.recent.delete(name));
    return value;
  }

  /** Values are in the order of their end, since all are kept for the same time. */
  private forgetUntil(now: number): void {
    for (const [name, { until }] of this.recent) {
      if (until > now) return;
      this.recent.delete(name);
    }
  }
}

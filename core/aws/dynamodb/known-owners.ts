/** Owners that have a valid API key, by which their jobs can be read. */
import { hasEnded } from '../../access/api-key.ts';
import type { ApiKeyRegistry } from './api-key-registry.ts';

/** The registry is read anew this often at most, for owners that it had. */
const KNOWN_MS = 60_000;

export class KnownOwners {
  private readonly keys: Pick<ApiKeyRegistry, 'list'>;
  private readonly now: () => Date;
  private owners: ReadonlySet<string> = new Set();
  private readAt = -Infinity;

  constructor(keys: Pick<ApiKeyRegistry, 'list'>, now = () => new Date()) {
    this.keys = keys;
    this.now = now;
  }

  async has(owner: string): Promise<boolean> {
    const now = this.now();
    const isFresh = now.getTime() - this.readAt < KNOWN_MS;
    if (isFresh && this.owners.has(owner)) return true;
    const keys = await this.keys.list();
    this.owners = new Set(keys.filter((key) => !hasEnded(key, now)).map((key) => key.owner));
    this.readAt = now.getTime();
    return this.owners.has(owner);
  }
}

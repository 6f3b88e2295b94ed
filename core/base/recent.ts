/** A value as it was at most some time ago: calls at the same time share one read. */
export class Recent<T> {
  private readonly read: () => Promise<T>;
  private readonly ms: number;
  private known: { value: Promise<T>; until: number } | undefined;

  /** @param ms how old the value may be, in milliseconds */
  constructor(read: () => Promise<T>, ms: number) {
    this.read = read;
    this.ms = ms;
  }

  /** A failed read is repeated by the next call. */
  async get(now: Date): Promise<T> {
    if (this.known && now.getTime() < this.known.until) return this.known.value;
    const made = { value: this.read(), until: now.getTime() + this.ms };
    this.known = made;
    made.value.catch(() => {
      made.until = 0;
    });
    return made.value;
  }
}

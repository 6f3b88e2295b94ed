/** Priority queue of events in virtual time (binary heap). */
export class EventQueue<T> {
  readonly #heap: { readonly at: number; readonly event: T }[] = [];

  add(at: number, event: T): void {
    const heap = this.#heap;
    let place = heap.push({ at, event }) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  /** Time of the earliest event; undefined if there is none. */
  get firstAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** Removes the earliest event. */
  next(): { at: number; event: T } | undefined {
    const heap = this.#heap;
    this.#swap(0, heap.length - 1);
    const first = heap.pop();
    for (let place = 0; ;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const child = right < heap.length && this.#isBefore(right, left) ? right : left;
      if (child >= heap.length || !this.#isBefore(child, place)) return first;
      this.#swap(place, child);
      place = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    return (this.#heap[one]?.at ?? Infinity) < (this.#heap[other]?.at ?? Infinity);
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a && b) [this.#heap[one], this.#heap[other]] = [b, a];
  }
}

/** Stretches in which two lists of words differ, by their longest common subsequence. */

export interface Hunk {
  /** In the old list, up to but without `to`. */
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

export function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const middle = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  return differing(middle[0] ?? [], middle[1] ?? []).map(({ from, to, newFrom, newTo }) => ({
    from: from + head,
    to: to + head,
    newFrom: newFrom + head,
    newTo: newTo + head,
  }));
}

function differing(a: readonly string[], b: readonly string[]): Hunk[] {
  const lengths = commonLengths(a, b);
  const width = b.length + 1;
  const hunks: Hunk[] = [];
  let [i, j, from, newFrom] = [0, 0, 0, 0];
  const close = () => {
    if (i > from || j > newFrom) hunks.push({ from, to: i, newFrom, newTo: j });
  };
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      close();
      [i, j] = [i + 1, j + 1];
      [from, newFrom] = [i, j];
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  [i, j] = [a.length, b.length];
  close();
  return hunks;
}

/** Length of the longest common subsequence of what follows each pair of places. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [down, right] = [lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0];
      const both = lengths[(i + 1) * width + j + 1] ?? 0;
      lengths[i * width + j] = a[i] === b[j] ? both + 1 : Math.max(down, right);
    }
  }
  return lengths;
}

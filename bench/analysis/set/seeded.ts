/** Numbers from 0 to 1 that only depend on the name: the same set on every computer. */
export function seeded(name: string): () => number {
  let state = Buffer.from(name).reduce((hash, byte) => mixed(hash ^ byte), 1);
  return () => {
    state = mixed(state + 0x9e3779b9);
    return (state >>> 0) / 2 ** 32;
  };
}

/** Finaliser of MurmurHash3. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

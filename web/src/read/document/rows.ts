/** Rows of the text: blocks, and between them the holes at their times. */
import type { Block } from './block.ts';
import type { Hole } from './holes.ts';

export type Row =
  | { readonly kind: 'block'; readonly id: string; readonly block: Block }
  | { readonly kind: 'hole'; readonly id: string; readonly hole: Hole };

export function rowsOf(blocks: readonly Block[], holes: readonly Hole[]): Row[] {
  const rows: Row[] = [];
  let next = 0;
  const addHolesBefore = (time: number) => {
    for (let hole = holes[next]; hole && hole.start < time; hole = holes[(next += 1)]) {
      rows.push({ kind: 'hole', id: `hole-${hole.start}`, hole });
    }
  };
  for (const block of blocks) {
    addHolesBefore(block.start);
    rows.push({ kind: 'block', id: block.id, block });
  }
  addHolesBefore(Infinity);
  return rows;
}

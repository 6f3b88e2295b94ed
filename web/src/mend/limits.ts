/** Edits in one request: `MOST_EDITS` of core/editing/edit.ts, whose schemas are too large for the page. */
export const MOST_EDITS_AT_ONCE = 100;
/** Characters of one edit. */
export const MOST_CHARACTERS = 2000;
export const MOST_NAME = 100;

/** Thrown when an edit does not fit the document; `message` is for the person who edits. */
export class EditRefused extends Error {
  /** Index of the edit in its version, from 0. */
  readonly index: number;

  constructor(message: string, index = 0) {
    super(message);
    this.name = 'EditRefused';
    this.index = index;
  }
}

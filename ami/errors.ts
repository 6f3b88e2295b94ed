/** The image was not made; the message says why, what that means and what to do. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

/** What the command asks for cannot be done with what is there. */
export class NotPossible extends Error {
  override readonly name = 'NotPossible';
}

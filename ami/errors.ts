/** The image was not built; the message gives cause, effect and remedy. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

/** The command cannot be carried out in the present state; nothing was changed. */
export class NotPossible extends Error {
  override readonly name = 'NotPossible';
}

/** The rehearsal of a build failed, or cannot be held on this computer; the message says why. */
export class RehearsalFailed extends Error {
  override readonly name = 'RehearsalFailed';
}

/** A file that a person chose or dropped. */
export interface ChosenFile {
  readonly file: File;
  /** Path of the folders, without the file's own name. */
  readonly folder?: string;
  /** Opens the file again after a reload; of Chromium only, and of files that lie in no folder. */
  readonly handle?: FileSystemFileHandle;
}

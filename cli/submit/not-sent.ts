/** Why a file did not reach the deployment: its line in the report. */
import { hasCode } from '../../computer/system-error.ts';
import { FileShrank } from './put-file.ts';

export interface NotSent {
  name: string;
  error: { code: NotSentCode; message: string };
}

const SENTENCES = {
  FileVanished: 'The file is no longer there; it was not sent.',
  FileChanged:
    'The file changed while it was sent, and was left out. Run the same words again once it is whole.',
  FileUnreadable: 'The file cannot be read; it was not sent. Look at its permissions.',
  UploadRefused: 'The store refused the file; it was not sent.',
} as const;
type NotSentCode = keyof typeof SENTENCES | 'FileRefused';

/** Thrown for a file that is not as it was when the folder was read. */
export class FileChanged extends Error {
  override name = 'FileChanged';
}

/** Thrown when S3 answers what no other try changes. */
export class UploadRefused extends Error {
  override name = 'UploadRefused';
}

/** @param error of the file system, or one of those above; `isOfFile` tells which */
export function notSent(name: string, error: unknown): NotSent {
  const code = codeOf(error) ?? 'FileUnreadable';
  const more = error instanceof UploadRefused ? ` ${error.message}` : '';
  return { name, error: { code, message: `${SENTENCES[code]}${more}` } };
}

/** Whether the error is of this file alone: the others can still be sent. */
export function isOfFile(error: unknown): boolean {
  return codeOf(error) !== undefined;
}

const UNREADABLE = ['EACCES', 'EPERM', 'EIO', 'EISDIR', 'ELOOP'];

function codeOf(error: unknown): keyof typeof SENTENCES | undefined {
  if (error instanceof FileShrank || error instanceof FileChanged) return 'FileChanged';
  if (error instanceof UploadRefused) return 'UploadRefused';
  if (hasSyscall(error, 'connect')) return undefined; // a firewall's refusal has the same code
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return 'FileVanished';
  return UNREADABLE.some((code) => hasCode(error, code)) ? 'FileUnreadable' : undefined;
}

function hasSyscall(error: unknown, syscall: string): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === syscall;
}

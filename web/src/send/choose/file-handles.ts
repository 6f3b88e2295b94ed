/**
 * Handles of files: with one, a file is opened again after a reload by one click, without looking for
 * it. Chromium has them; elsewhere the person chooses the same file again.
 */
import type { ChosenFile } from './chosen-file.ts';

/** What TypeScript's library lacks, since not every browser has it. */
declare global {
  interface DataTransferItem {
    getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
  }
  interface FileSystemHandle {
    requestPermission?: (asked: { mode: 'read' }) => Promise<PermissionState>;
  }
  interface Window {
    showOpenFilePicker?: (asked: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;
  }
}

export function canKeepFiles(): boolean {
  return window.showOpenFilePicker !== undefined;
}

/** None if the person closes the browser's dialog. */
export async function chooseKept(): Promise<ChosenFile[]> {
  const handles = await window.showOpenFilePicker?.({ multiple: true }).catch(() => []);
  return Promise.all(
    (handles ?? []).map(async (handle) => ({ file: await handle.getFile(), handle })),
  );
}

/** Asks for the permission that the reload has ended. @returns undefined if it is refused */
export async function openAgain(handle: FileSystemFileHandle): Promise<File | undefined> {
  const permission = await handle.requestPermission?.({ mode: 'read' });
  return permission === 'granted' ? handle.getFile().catch(() => undefined) : undefined;
}

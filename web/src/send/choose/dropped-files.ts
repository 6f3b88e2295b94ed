/** Files of a drop, with those in its folders. */
import type { ChosenFile } from './chosen-file.ts';
import './file-handles.ts';

/** The items are read before anything is awaited: they are gone after the event. */
export async function droppedFiles(items: DataTransferItemList): Promise<ChosenFile[]> {
  const files = [...items].filter(({ kind }) => kind === 'file').map(ofItem);
  return (await Promise.all(files)).flat();
}

function ofItem(item: DataTransferItem): Promise<ChosenFile[]> {
  const entry = item.webkitGetAsEntry();
  const file = item.getAsFile();
  if (entry?.isDirectory) return ofFolder(entry as FileSystemDirectoryEntry);
  if (file === null) return Promise.resolve([]);
  const handle = item.getAsFileSystemHandle?.().catch(() => null);
  return ofFile(file, handle);
}

async function ofFile(file: File, asked?: Promise<FileSystemHandle | null>): Promise<ChosenFile[]> {
  const handle = await asked;
  return [handle?.kind === 'file' ? { file, handle: handle as FileSystemFileHandle } : { file }];
}

async function ofFolder(folder: FileSystemDirectoryEntry): Promise<ChosenFile[]> {
  const entries = await entriesOf(folder);
  const all = entries.map((entry) =>
    entry.isDirectory
      ? ofFolder(entry as FileSystemDirectoryEntry)
      : ofEntry(entry as FileSystemFileEntry, folder.fullPath.replace(/^\//, '')),
  );
  return (await Promise.all(all)).flat();
}

/** The browser gives at most a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function ofEntry(entry: FileSystemFileEntry, folder: string): Promise<ChosenFile[]> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  return [{ file, folder }];
}

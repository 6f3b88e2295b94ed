/**
 * What the browser keeps of uploads that are not complete, so that they go on after a reload: in
 * IndexedDB, until the file is there. Others may use the same browser, so what is shown of an upload
 * is what the API says of it to the key that asks.
 */

export interface KeptUpload {
  readonly uploadId: string;
  readonly name: string;
  readonly bytes: number;
  readonly lastModified: number;
  readonly expiresAt: string;
  /** Where the browser gives one: the file is opened again by one click. */
  readonly handle?: FileSystemFileHandle;
  /** A recording that was made here, and is nowhere else. */
  readonly recorded?: File;
}

const NAME = 'spotscribe';
const STORE = 'uploads';

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: 'uploadId' });
  };
  return settled(request);
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await opened();
  try {
    return await settled(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** A browser that keeps nothing, as in a private window, sends all the same. */
export async function keepUpload(upload: KeptUpload): Promise<void> {
  await inStore('readwrite', (store) => store.put(upload)).catch(() => undefined);
}

export async function forgetUpload(uploadId: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(uploadId)).catch(() => undefined);
}

function allIn(store: IDBObjectStore): IDBRequest<KeptUpload[]> {
  return store.getAll() as IDBRequest<KeptUpload[]>;
}

/** Without those whose time is over. */
export async function keptUploads(): Promise<KeptUpload[]> {
  const all = await inStore('readonly', allIn).catch(() => []);
  const isOver = ({ expiresAt }: KeptUpload) => Date.parse(expiresAt) < Date.now();
  for (const upload of all.filter(isOver)) void forgetUpload(upload.uploadId);
  return all.filter((upload) => !isOver(upload));
}

/** Reads a form whose file goes to the disk as it comes: recordings are larger than memory. */
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { freeBytes } from '../disk-room.ts';
import { ServerProblem } from './problem.ts';

/** Fields and files of a form; no form here has more than ten. */
const MAX_PARTS = 100;
/** Enough for five analyses with a schema each. */
const MAX_FIELD_BYTES = 256 * 1024;
/** Bytes of the form around the file, where its length is given. */
const MAX_FORM_BYTES = 1024 ** 2;

export interface UploadedForm {
  fields: [string, string][];
  /** Undefined if the form has no `file`. */
  filename: string | undefined;
}

/** Bytes that an audio file may have now: the setting's, and what the disk has free. */
export function audioBytesAllowed(folder: string, maxAudioBytes: number): number {
  return Math.min(maxAudioBytes, freeBytes(folder));
}

export interface Receiving {
  /** Path for the field `file`. */
  file: string;
  maxAudioBytes: number;
  signal: AbortSignal;
}

/** @throws ServerProblem 413, 415, 422 */
export async function receiveForm(request: IncomingMessage, to: Receiving): Promise<UploadedForm> {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new ServerProblem(
      'unsupported-media',
      'Send the body as a form with "Content-Type: multipart/form-data".',
    );
  }
  const most = audioBytesAllowed(dirname(to.file), to.maxAudioBytes);
  // The form around the file is small.
  if (Number(request.headers['content-length'] ?? 0) > most + MAX_FORM_BYTES) {
    throw tooLarge(most);
  }
  return new FormReader(type, { ...to, maxAudioBytes: most }).read(request);
}

class FormReader {
  readonly #fields: [string, string][] = [];
  readonly #to: Receiving;
  readonly #parser: BusboyInstance;
  readonly #read = Promise.withResolvers<undefined>();
  #filename: string | undefined;
  #file: BusboyFileStream | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(type: string, to: Receiving) {
    this.#to = to;
    this.#parser = parserOf(type, to.maxAudioBytes);
    this.#parser.on('field', (name, value, ...[, isCut]) => {
      if (isCut) this.#fail(new ServerProblem('invalid', `The field ${shown(name)} is too long.`));
      this.#fields.push([name, value]);
    });
    this.#parser.on('file', (name, stream, filename) => this.#onFile(name, stream, filename));
    for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit'] as const) {
      this.#parser.on(limit, () => this.#fail(tooManyParts()));
    }
    this.#parser.once('error', () => this.#fail(unreadable()));
    this.#parser.once('finish', () => this.#read.resolve(undefined));
  }

  /** Leaves the rest of a refused body unread, so that the answer can be sent. */
  async read(request: IncomingMessage): Promise<UploadedForm> {
    const { signal } = this.#to;
    const abort = () => this.#fail(signal.reason);
    signal.addEventListener('abort', abort);
    request.pipe(this.#parser);
    try {
      signal.throwIfAborted();
      await this.#read.promise;
      await this.#written;
    } catch (error) {
      this.#file?.destroy();
      await this.#written.catch(() => undefined);
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
      request.unpipe(this.#parser);
    }
    return { fields: this.#fields, filename: this.#filename };
  }

  #onFile(name: string, stream: BusboyFileStream, filename: string): void {
    // What is not read would hold the parser.
    stream.on('error', () => undefined);
    if (name !== 'file' || this.#file) {
      stream.resume();
      this.#fail(new ServerProblem('invalid', 'Send one file, in the field "file".'));
      return;
    }
    this.#filename = filename;
    this.#file = stream;
    stream.on('limit', () => this.#fail(tooLarge(this.#to.maxAudioBytes)));
    this.#written = pipeline(stream, createWriteStream(this.#to.file, { mode: 0o600 }));
    this.#written.catch((error: unknown) => this.#fail(error));
  }

  /** The first error ends the reading. */
  #fail(error: unknown): void {
    this.#read.reject(error);
  }
}

/** @throws ServerProblem invalid */
function parserOf(type: string, fileSize: number): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      limits: { fileSize, files: 2, parts: MAX_PARTS, fieldSize: MAX_FIELD_BYTES },
    });
  } catch {
    throw unreadable();
  }
}

function tooLarge(bytes: number): ServerProblem {
  return new ServerProblem(
    'too-large',
    `The audio may have ${bytes} bytes here, by the server's setting (SPOTSCRIBE_MAX_AUDIO_BYTES) and its free disk. Create a job with audio.upload (POST /jobs) for more.`,
  );
}

function tooManyParts(): ServerProblem {
  return new ServerProblem('invalid', `A form may have ${MAX_PARTS} fields. Send fewer.`);
}

function unreadable(): ServerProblem {
  return new ServerProblem('invalid', 'The body is not the form that its Content-Type says.');
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100).toWellFormed());
}

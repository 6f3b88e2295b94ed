/**
 * What `npm run transcribe -- FILE --redact …` makes beside each transcript: the redacted copy that a job
 * has, by the same rules, without a cloud. The copies of one command have one secret, which is kept nowhere.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { newRedactionSecret } from '../core/job/heard-options.ts';
import { cuesFor } from '../core/redaction/copied-cues.ts';
import { RedactRequest } from '../core/redaction/redact-request.ts';
import { redactTranscript, type Redaction } from '../core/redaction/redact-transcript.ts';
import { cuesOfSrt, render } from '../core/transcript/subtitles.ts';
import { Transcript, TRANSCRIPT_FORMATS } from '../core/transcript/transcript.ts';
import { redactOf } from './submit/heard-options.ts';
import { WrongWords } from './submit/wrong-words.ts';

/** Folders below --out: what may be handed on, and what has the originals. */
const [COPIES, KEYS] = ['redacted', 'redaction-keys'];
/** Files with originals are readable by their user alone. */
const FOR_USER = { mode: 0o600 };

/** Runs Python with these words, where the user is. */
type RunProgram = (words: string[]) => { status: number | null; output: string };

/** Thrown when a copy, or that of the sound, could not be made; the transcript is there. */
export class NoCopy extends Error {
  constructor(audio: string, why: string) {
    super(`${audio}: ${why}. Its transcript is written.`);
    this.name = 'NoCopy';
  }
}

/** @returns undefined without `--redact` @throws WrongWords */
export function askedRedaction(given: readonly string[]): Redacting | undefined {
  const text = valueOf(given, 'redact');
  if (text === undefined) return undefined;
  const { data, error } = RedactRequest.safeParse(redactOf(text));
  if (!data) throw new WrongWords(`--redact: ${error.issues[0]?.message ?? 'not valid'}.`);
  if (!data.keepOriginal) {
    throw new WrongWords(
      '--redact: keepOriginal cannot be false here: the transcript is written first. Delete it yourself.',
    );
  }
  const formats = valueOf(given, 'formats')?.split(',') ?? [];
  if (!formats.includes('json')) {
    throw new WrongWords('--redact needs json among --formats: the copy is made of that document.');
  }
  return new Redacting(data, {
    ...{ formats, out: valueOf(given, 'out') ?? '.', track: valueOf(given, 'track') },
  });
}

/** The engine's options without `--redact`, and with words: the times of what is found. */
export function withoutRedact(given: readonly string[]): string[] {
  const left = given.filter(
    (word, at) => word !== '--redact' && given[at - 1] !== '--redact' && !/^--redact=/.test(word),
  );
  return left.includes('--words') ? left : [...left, '--words'];
}

function valueOf(given: readonly string[], name: string): string | undefined {
  const at = given.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = given[at];
  if (word === undefined) return undefined;
  return word === `--${name}` ? (given[at + 1] ?? '') : word.slice(`--${name}=`.length);
}

interface Writing {
  formats: readonly string[];
  /** As given: relative to where the user is. */
  out: string;
  track: string | undefined;
}

export class Redacting {
  private readonly request: RedactRequest;
  private readonly writing: Writing;
  private readonly secret = newRedactionSecret();

  constructor(request: RedactRequest, writing: Writing) {
    this.request = request;
    this.writing = writing;
  }

  /**
   * @param audio as given
   * @returns a sentence on what was found and where it is
   * @throws WrongWords if a copy would be written over the recording, NoCopy
   */
  copy(audio: string, { here, run }: Place): string {
    const document = path.resolve(here, documentOf(audio, { out: this.writing.out, run }));
    const { name, dir } = path.parse(document);
    const [copies, keys] = [path.join(dir, COPIES), path.join(dir, KEYS)];
    const tones = path.join(copies, `${name}.m4a`);
    if (isSame(path.resolve(here, audio), tones)) {
      throw new WrongWords(
        `--redact: the copy of ${audio} would be written over it; name another --out.`,
      );
    }
    // A document of the engine has no id.
    const written = Transcript.parse({ ...jsonIn(document), jobId: name });
    const srt = path.join(dir, `${name}.srt`);
    const cues = this.writing.formats.includes('srt')
      ? cuesOfSrt(readFileSync(srt, 'utf8'))
      : cuesFor(written, written.words ?? []);
    const made = redactTranscript({ transcript: written, cues }, this.request, this.secret);
    for (const folder of [copies, keys]) mkdirSync(folder, { recursive: true });
    for (const format of TRANSCRIPT_FORMATS.filter((one) => this.writing.formats.includes(one))) {
      writeFileSync(path.join(copies, `${name}.${format}`), textIn(made, format));
    }
    const found = path.join(keys, `${name}.found.json`);
    writeFileSync(found, JSON.stringify(made.found), FOR_USER);
    writeFileSync(path.join(keys, `${name}.json`), JSON.stringify(made.key), FOR_USER);
    if (this.request.audio) writeTones(audio, { found, to: tones, track: this.writing.track, run });
    const places = made.found.length === 1 ? '1 place' : `${made.found.length} places`;
    const [shown, kept] = [copies, keys].map((folder) => path.relative(here, folder));
    return `${audio}: ${places} replaced in the copy in ${shown}; the originals are in ${kept}.`;
  }
}

interface Place {
  /** Where the user is. */
  here: string;
  run: RunProgram;
}

/** Where the engine wrote the json document of a recording. */
function documentOf(audio: string, { out, run }: { out: string; run: RunProgram }): string {
  const { status, output } = run(['-c', DOCUMENT_PATH, audio, out]);
  if (status !== 0)
    throw new NoCopy(audio, 'there is no redacted copy, since its document was not found');
  return output.trim();
}

const DOCUMENT_PATH = `
import sys
from pathlib import Path
from fast_transcribe.transcript.document_names import DocumentOptions, document_paths
print(document_paths(sys.argv[1], DocumentOptions(Path(sys.argv[2]), ["json"]))["json"])
`;

const Document = z.record(z.string(), z.unknown());

function jsonIn(file: string) {
  return Document.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** As the engine writes its documents: without the id of a job. */
function textIn(made: Redaction, format: (typeof TRANSCRIPT_FORMATS)[number]): string {
  if (format !== 'json') return render(made, format);
  const { jobId: _, ...document } = made.transcript;
  return JSON.stringify(document);
}

function writeTones(
  audio: string,
  {
    found,
    to,
    track,
    run,
  }: { found: string; to: string; track: string | undefined; run: RunProgram },
): void {
  if (audio === '-')
    throw new NoCopy(audio, 'standard input is heard once: there is no copy of the sound');
  const chosen = track === undefined ? [] : ['--track', track];
  const words = [
    '-m',
    'fast_transcribe',
    'redact',
    audio,
    '--spans',
    found,
    '--out',
    to,
    ...chosen,
  ];
  if (run(words).status !== 0) throw new NoCopy(audio, 'the copy of its sound could not be made');
}

function isSame(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);
}

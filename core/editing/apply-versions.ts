/**
 * Versions of a document: each is a list of edits on the one before. `undo` and `redo` take back and
 * bring back whole versions, like the stack of an editor: a new edit forgets what was undone.
 */
import { joinedWithBefore, split, spokenBy } from './edit-paragraphs.ts';
import { EditRefused } from './edit-refused.ts';
import { inserted, replaced } from './edit-words.ts';
import type { Edit, EditVersion } from './edit.ts';
import type { EditedTranscript } from './edited-transcript.ts';
import { named } from './name-speaker.ts';
import { NewIds } from './new-ids.ts';

type Version = Pick<EditVersion, 'version' | 'edits'>;

/** Versions that are in the document, and those that `redo` would bring back, the next one last. */
export interface UndoStack {
  readonly done: readonly Version[];
  readonly undone: readonly Version[];
}

/** A document and how it came about: what a further version needs. */
export interface EditHistory {
  readonly machine: EditedTranscript;
  readonly versions: readonly Version[];
  readonly document: EditedTranscript;
}

/** @param versions all of them, in order @throws EditRefused */
export function applyVersions(
  machine: EditedTranscript,
  versions: readonly Version[],
): EditedTranscript {
  const document = undoStack(versions).done.reduce(withEdits, machine);
  return { ...document, version: versions.at(-1)?.version ?? machine.version };
}

export function historyOf(machine: EditedTranscript, versions: readonly Version[]): EditHistory {
  return { machine, versions, document: applyVersions(machine, versions) };
}

/** One version more. The history given stays as it was. @throws EditRefused */
export function applyVersion(history: EditHistory, version: Version): EditHistory {
  const versions = [...history.versions, version];
  const document =
    stepOf(version) === undefined
      ? withEdits(history.document, version)
      : applyVersions(history.machine, versions);
  return { ...history, versions, document };
}

/** @throws EditRefused if there is nothing to undo or to redo */
export function undoStack(versions: readonly Version[]): UndoStack {
  const done: Version[] = [];
  let undone: Version[] = [];
  for (const version of versions) {
    const step = stepOf(version);
    if (step === undefined) {
      done.push(version);
      undone = [];
    } else move(step, done, undone);
  }
  return { done, undone };
}

function move(step: 'undo' | 'redo', done: Version[], undone: Version[]): void {
  const [from, to] = step === 'undo' ? [done, undone] : [undone, done];
  const version = from.pop();
  if (!version) throw new EditRefused(`There is nothing to ${step}.`);
  to.push(version);
}

/** Undefined: a version of other edits. @throws EditRefused */
function stepOf({ edits }: Version): 'undo' | 'redo' | undefined {
  const at = edits.findIndex(({ op }) => op === 'undo' || op === 'redo');
  const op = edits[at]?.op;
  if (op !== 'undo' && op !== 'redo') return undefined;
  if (edits.length === 1) return op;
  throw new EditRefused(`"${op}" is for a whole version and cannot go with other edits.`, at);
}

function withEdits(document: EditedTranscript, { version, edits }: Version): EditedTranscript {
  const newIds = new NewIds(version);
  const edited = edits.reduce((before, edit, index) => {
    try {
      return withEdit(before, edit, newIds);
    } catch (error) {
      throw error instanceof EditRefused ? new EditRefused(error.message, index) : error;
    }
  }, document);
  return { ...edited, version };
}

function withEdit(document: EditedTranscript, edit: Edit, newIds: NewIds): EditedTranscript {
  switch (edit.op) {
    case 'replace':
      return replaced(document, edit, newIds);
    case 'insert':
      return inserted(document, edit, newIds);
    case 'split':
      return split(document, edit, newIds);
    case 'join':
      return joinedWithBefore(document, edit);
    case 'speaker':
      return spokenBy(document, edit);
    case 'name':
      return named(document, edit);
    case 'undo':
    case 'redo':
      return document;
  }
}

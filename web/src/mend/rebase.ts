/** Own versions that are not stored yet, on top of those that others stored meanwhile. */
import { applyVersion, type EditHistory } from '../../../core/editing/apply-versions.ts';
import { EditRefused } from '../../../core/editing/edit-refused.ts';
import type { Edit, EditVersion } from '../../../core/editing/edit.ts';

export type OwnVersion = Pick<EditVersion, 'version' | 'edits'>;

interface Rebased {
  /** The others' versions and those of our own that still fit. */
  readonly history: EditHistory;
  readonly pending: readonly OwnVersion[];
  /** Edits that no longer fit: another editor changed the same words. */
  readonly lost: readonly Edit[];
}

/** An id that no version gives. */
const NO_VERSION = 0;

export function rebased(onto: EditHistory, own: readonly OwnVersion[]): Rebased {
  let history = onto;
  const pending: OwnVersion[] = [];
  const lost: Edit[] = [];
  // The numbers of our versions belong to others now.
  const numbers = new Map<number, number>();
  for (const { version, edits } of own) {
    const next = { version: history.versions.length + 1, edits: renumbered(edits, numbers) };
    const kept = isUndoOrRedo(edits) ? [] : fitting(history, next);
    lost.push(...edits.filter((_, nth) => !kept.includes(next.edits[nth] as Edit)));
    numbers.set(version, kept.length === edits.length ? next.version : NO_VERSION);
    if (kept.length === 0) continue;
    const fits = { version: next.version, edits: kept };
    history = applyVersion(history, fits);
    pending.push(fits);
  }
  return { history, pending, lost };
}

/** Whether two versions ask for the same: an answer may be lost after the version was stored. */
export function isSameVersion(a: OwnVersion, b: OwnVersion): boolean {
  return a.version === b.version && inOrder(a.edits) === inOrder(b.edits);
}

function fitting(history: EditHistory, { version, edits }: OwnVersion): Edit[] {
  const kept: Edit[] = [];
  for (const edit of edits) {
    if (fits(history, { version, edits: [...kept, edit] })) kept.push(edit);
  }
  return kept;
}

function fits(history: EditHistory, version: OwnVersion): boolean {
  try {
    applyVersion(history, version);
    return true;
  } catch (error) {
    if (error instanceof EditRefused) return false;
    throw error;
  }
}

/** An undo would take back another editor's version. */
function isUndoOrRedo([first]: readonly Edit[]): boolean {
  return first?.op === 'undo' || first?.op === 'redo';
}

function renumbered(edits: readonly Edit[], numbers: ReadonlyMap<number, number>): Edit[] {
  const renamed = (id: string) =>
    id.replace(/^([ep])(\d+)\./, (_, kind: string, number: string) => {
      return `${kind}${numbers.get(Number(number)) ?? number}.`;
    });
  return edits.map((edit) => {
    switch (edit.op) {
      case 'replace':
        return { ...edit, words: edit.words.map(renamed) };
      case 'insert':
        return { ...edit, beside: renamed(edit.beside) };
      case 'split':
        return { ...edit, before: renamed(edit.before) };
      case 'join':
      case 'speaker':
        return { ...edit, paragraph: renamed(edit.paragraph) };
      default:
        return edit;
    }
  });
}

/** As JSON with the names of each edit in one order. */
function inOrder(edits: readonly Edit[]): string {
  return JSON.stringify(
    edits.map((edit) => Object.entries(edit).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
}

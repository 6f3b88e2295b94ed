/** Edits of two people at once: what still fits is kept, the rest is reported and never guessed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyVersion,
  applyVersions,
  historyOf,
  type EditHistory,
} from '../../../core/editing/apply-versions.ts';
import { EditRefused } from '../../../core/editing/edit-refused.ts';
import type { Edit } from '../../../core/editing/edit.ts';
import { textOfWords } from '../../../core/editing/edited-transcript.ts';
import { machineDocument } from '../../../core/editing/machine-document.ts';
import { isSameVersion, rebased, type OwnVersion } from '../../../web/src/mend/rebase.ts';

const machine = machineDocument({
  segments: ['ett två tre fyra', 'fem sex sju åtta'].map((text, id) => ({
    ...{ id, start: id * 10, end: id * 10 + 9, text, confidence: 0.9, flags: [] },
  })),
});

function replace(word: string, text: string): Edit {
  return { op: 'replace', words: [word], text };
}

function textOf({ document }: EditHistory): string {
  return document.paragraphs.map(({ words }) => textOfWords(words)).join(' / ');
}

test('words that nobody else touched are kept on top of those of others', () => {
  const theirs = historyOf(machine, [{ version: 1, edits: [replace('0.1', 'TVÅ')] }]);
  const { history, pending, lost } = rebased(theirs, [
    { version: 1, edits: [replace('1.0', 'FEM')] },
  ]);
  expect(textOf(history)).toBe('ett TVÅ tre fyra / FEM sex sju åtta');
  expect(pending).toEqual([{ version: 2, edits: [replace('1.0', 'FEM')] }]);
  expect(lost).toEqual([]);
});

test('a word that somebody else changed is lost, and the other edits of its version stay', () => {
  const theirs = historyOf(machine, [{ version: 1, edits: [replace('0.1', 'TVÅ')] }]);
  const own = [replace('0.1', 'tu'), replace('1.3', 'ÅTTA')];
  const { history, lost } = rebased(theirs, [{ version: 1, edits: own }]);
  expect(textOf(history)).toBe('ett TVÅ tre fyra / fem sex sju ÅTTA');
  expect(lost).toEqual([replace('0.1', 'tu')]);
});

test('edits of own new words follow them to their new ids', () => {
  const theirs = historyOf(machine, [{ version: 1, edits: [replace('0.0', 'ETT')] }]);
  const { history, lost } = rebased(theirs, [
    { version: 1, edits: [replace('0.2', 'TRE')] },
    // e1.0 is a word of another editor by now.
    { version: 2, edits: [replace('e1.0', 'tree')] },
  ]);
  expect(textOf(history)).toBe('ETT två tree fyra / fem sex sju åtta');
  expect(lost).toEqual([]);
});

test('edits of new words that were lost change no word of others', () => {
  const theirs = historyOf(machine, [{ version: 1, edits: [replace('0.2', 'TRE')] }]);
  const { history, lost } = rebased(theirs, [
    { version: 1, edits: [replace('0.2', 'trea')] },
    { version: 2, edits: [replace('e1.0', 'treor')] },
  ]);
  expect(textOf(history)).toBe('ett två TRE fyra / fem sex sju åtta');
  expect(lost).toHaveLength(2);
});

test("an undo does not take back somebody else's version", () => {
  const theirs = historyOf(machine, [{ version: 1, edits: [replace('0.2', 'TRE')] }]);
  const { history, lost } = rebased(theirs, [{ version: 1, edits: [{ op: 'undo' }] }]);
  expect(textOf(history)).toBe('ett två TRE fyra / fem sex sju åtta');
  expect(lost).toEqual([{ op: 'undo' }]);
});

test('the order of the names in an edit makes no other version of it', () => {
  const a: OwnVersion = { version: 3, edits: [{ op: 'name', speaker: 'L', name: 'Eva' }] };
  const b: OwnVersion = { version: 3, edits: [{ name: 'Eva', op: 'name', speaker: 'L' }] };
  expect(isSameVersion(a, b)).toBe(true);
  expect(isSameVersion(a, { ...b, version: 4 })).toBe(false);
});

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    op: fc.constant('replace' as const),
    words: fc
      .tuple(fc.constantFrom('0', '1', 'e1', 'e2'), fc.nat(3))
      .map(([paragraph, nth]) => [`${paragraph}.${nth}`]),
    text: fc.constantFrom('', 'ny', 'två nya'),
  }),
  fc.record({ op: fc.constant('split' as const), before: fc.constantFrom('0.2', '1.1', 'e1.0') }),
  fc.record({ op: fc.constant('join' as const), paragraph: fc.constantFrom('1', 'p1.0') }),
);

/** Versions of one person, each of edits that fit. */
const versions = fc
  .array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 4 })
  .map((all) => {
    let history = historyOf(machine, []);
    for (const edits of all) {
      try {
        history = applyVersion(history, { version: history.versions.length + 1, edits });
      } catch (error) {
        if (!(error instanceof EditRefused)) throw error;
      }
    }
    return history;
  });

test('what is kept can be stored, and every edit is kept or told', () => {
  fc.assert(
    fc.property(versions, versions, (theirs, own) => {
      const { history, pending, lost } = rebased(theirs, own.versions);
      expect(applyVersions(machine, [...theirs.versions, ...pending])).toEqual(history.document);
      const count = (of: readonly OwnVersion[]) => of.flatMap(({ edits }) => edits).length;
      expect(count(pending) + lost.length).toBe(count(own.versions));
    }),
  );
});

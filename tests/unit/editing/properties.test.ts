/** What holds for all transcripts and all edits of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyVersion, applyVersions } from '../../../core/editing/apply-versions.ts';
import { changedWords } from '../../../core/editing/changed-words.ts';
import { Edit } from '../../../core/editing/edit.ts';
import {
  machineIds,
  textOfWords,
  type EditedTranscript,
} from '../../../core/editing/edited-transcript.ts';
import { machineDocument } from '../../../core/editing/machine-document.ts';
import { editedTranscript } from '../../../core/editing/transcript-of.ts';
import { editedAtRandom, editOf, transcripts, wishes } from './any-edits.ts';

const wordsIn = ({ paragraphs }: EditedTranscript) => paragraphs.flatMap(({ words }) => words);

/** Calls `check` with a random transcript and what random edits make of it. */
function always(
  check: (machine: EditedTranscript, history: ReturnType<typeof editedAtRandom>) => void,
) {
  fc.assert(
    fc.property(transcripts, wishes, (transcript, all) => {
      const machine = machineDocument(transcript);
      check(machine, editedAtRandom(machine, all));
    }),
    { numRuns: 300 },
  );
}

describe('the machine’s document', () => {
  test('has the machine’s text and times', () => {
    fc.assert(
      fc.property(transcripts, (transcript) => {
        const { segments, words } = editedTranscript(machineDocument(transcript));
        expect(segments).toEqual(transcript.segments);
        const spelled = (all: { word: string }[]) => all.map(({ word }) => word).join('');
        const text = transcript.segments.map((one) => one.text.replace(/\s+/gu, '')).join('');
        expect(spelled(words)).toBe(text);
        if (transcript.words) expect(words).toEqual(transcript.words);
      }),
    );
  });
});

describe('edits', () => {
  test('of all kinds are valid requests', () => {
    fc.assert(
      fc.property(transcripts, wishes, (transcript, all) => {
        const history = editedAtRandom(machineDocument(transcript), all);
        for (const wish of all) {
          const edit = editOf(wish, history);
          if (edit) expect(Edit.safeParse(edit).success).toBe(true);
        }
      }),
    );
  });

  test('give the same in one go as one by one', () => {
    always((machine, { versions, document }) => {
      expect(applyVersions(machine, versions)).toEqual(document);
    });
  });

  test('never change the document that they are made on', () => {
    always((machine, history) => {
      const before = JSON.stringify(history);
      for (const [nth, wish] of [{ op: 'undo' as const }, { op: 'redo' as const }].entries()) {
        try {
          applyVersion(history, { version: 100 + nth, edits: [wish] });
        } catch {
          // Nothing to undo or to redo.
        }
      }
      const words = wordsIn(history.document).map(({ id }) => id);
      if (words.length > 0) {
        applyVersion(history, {
          version: 200,
          edits: [{ op: 'replace', words: words.slice(0, 1), text: 'x' }],
        });
      }
      expect(JSON.stringify(history)).toBe(before);
      expect(machine).toEqual(history.machine);
    });
  });

  test('keep ids unique, of words and of paragraphs', () => {
    always((_, { document }) => {
      const ids = [...wordsIn(document), ...document.paragraphs].map(({ id }) => id);
      // A word's id has a point; the machine's paragraphs have none.
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  test('keep times in order and within the paragraph', () => {
    always((_, { document }) => {
      for (const { start, end, words } of document.paragraphs) {
        let before = start;
        for (const word of words) {
          expect(word.start).toBeGreaterThanOrEqual(before);
          expect(word.end).toBeGreaterThanOrEqual(word.start);
          expect(word.end).toBeLessThanOrEqual(end);
          before = word.start;
        }
      }
    });
  });

  test('leave no paragraph without words', () => {
    always((_, { document }) => {
      expect(document.paragraphs.filter(({ words }) => words.length === 0)).toEqual([]);
    });
  });

  test('are all taken back by as many undos, and brought back by redos', () => {
    always((machine, history) => {
      const undone = [history];
      for (let nth = 0; nth < 20; nth += 1) {
        const last = undone.at(-1) ?? history;
        try {
          const version = last.versions.length + 1;
          undone.push(applyVersion(last, { version, edits: [{ op: 'undo' }] }));
        } catch {
          break;
        }
      }
      let now = undone.at(-1) ?? history;
      expect({ ...now.document, version: 0 }).toEqual(machine);
      for (let nth = 1; nth < undone.length; nth += 1) {
        now = applyVersion(now, { version: now.versions.length + 1, edits: [{ op: 'redo' }] });
      }
      expect(now.document.paragraphs).toEqual(history.document.paragraphs);
      expect(now.document.names).toEqual(history.document.names);
    });
  });

  test('stand for words of the machine that are gone', () => {
    always((machine, { document }) => {
      const kept = wordsIn(document).filter(({ replaces }) => replaces === undefined);
      const known = new Set(wordsIn(machine).map(({ id }) => id));
      const replaced = wordsIn(document).flatMap(({ replaces = [] }) => replaces);
      for (const id of replaced) {
        expect(known.has(id)).toBe(true);
        expect(kept.some((word) => word.id === id)).toBe(false);
      }
    });
  });
});

describe('the difference to the machine', () => {
  test('is nothing before an edit', () => {
    always((machine) => {
      expect(changedWords(machine, machine)).toEqual([]);
    });
  });

  test('turns the machine’s words into those of the document', () => {
    always((machine, { document }) => {
      const changes = changedWords(machine, document);
      const gone = new Set(changes.flatMap(({ machine: ids }) => ids));
      const fresh = new Set(changes.flatMap(({ words }) => words));
      const kept = wordsIn(machine).filter(({ id }) => !gone.has(id));
      const stayed = wordsIn(document).filter(({ id }) => !fresh.has(id));
      expect(textOfWords(stayed).replace(/\s/gu, '')).toBe(textOfWords(kept).replace(/\s/gu, ''));
      expect(machineIds(stayed)).toEqual(kept.map(({ id }) => id));
    });
  });
});

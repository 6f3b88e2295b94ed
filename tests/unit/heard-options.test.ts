import { expect, test } from 'vitest';
import { conflictOf } from '../../core/job/conflicting-options.ts';
import { heardOptions, redactionOf } from '../../core/job/heard-options.ts';
import { RedactRequest } from '../../core/redaction/redact-request.ts';
import { engineSpeakers, SpeakersText } from '../../core/transcript/speakers.ts';
import { entriesIn } from '../../core/transcript/vocabulary.ts';

const NOTHING = { speakers: undefined, review: undefined, vocabulary: undefined };

test('what is not asked for is absent', () => {
  expect(heardOptions({})).toEqual(NOTHING);
  expect(heardOptions({ speakers: 'off', review: false, vocabulary: [] })).toEqual(NOTHING);
});

test('a known number of speakers is stored as a number, and sent to the engine as bounds', () => {
  const stored = [2, { min: 2, max: 2 }].map((speakers) => heardOptions({ speakers }).speakers);
  expect(stored).toEqual([2, 2]);
  expect(engineSpeakers(2)).toEqual({ min: 2, max: 2 });
  expect(engineSpeakers('auto')).toBe('auto');
  expect(engineSpeakers({ min: 1, max: 3 })).toEqual({ min: 1, max: 3 });
});

test('text says the number of speakers as well', () => {
  const read = ['off', 'auto', '2', '2-4', ' auto '].map((text) => SpeakersText.parse(text));
  const two = { min: 2, max: 2 };
  expect(read).toEqual(['off', 'auto', two, { min: 2, max: 4 }, 'auto']);
  for (const wrong of ['', '0', '21', '4-2', '1-', 'both', '1.5']) {
    expect(SpeakersText.safeParse(wrong).success).toBe(false);
  }
});

test('entries stand between commas, semicolons and line ends', () => {
  expect(entriesIn(' Anna Ek, IKEA;\r\n\r\nKTH ,')).toEqual(['Anna Ek', 'IKEA', 'KTH']);
});

test('each job has a redaction secret of its own, except chunks of a session', () => {
  const redact = RedactRequest.parse({});
  const [one, other] = [redactionOf({ redact }), redactionOf({ redact })];
  expect(one.redactionSecret).toMatch(/^[\w-]{43}$/);
  expect(one.redactionSecret).not.toBe(other.redactionSecret);
  const session = { id: 'hearing', index: 0, count: 2 };
  expect(redactionOf({ redact, session })).toEqual({ redact, redactionSecret: undefined });
  expect(redactionOf({})).toEqual({ redact: undefined, redactionSecret: undefined });
});

test('an analysis is refused beside a copy that replaces the original, and beside no other', () => {
  const analysis = [{ preset: 'summary' as const }];
  const kept = RedactRequest.parse({});
  const replaced = RedactRequest.parse({ keepOriginal: false });
  expect(conflictOf({ redact: replaced, analysis })?.path).toBe('analysis');
  for (const fine of [{ redact: kept, analysis }, { redact: replaced }, { analysis }]) {
    expect(conflictOf(fine)).toBeUndefined();
  }
});

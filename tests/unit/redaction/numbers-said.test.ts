/** Numbers with a checksum, and those of telephones, in the ways that people say and write them. */
import { describe, expect, test } from 'vitest';
import { redactTranscript } from '../../../core/redaction/redact-transcript.ts';
import { edgesFrom } from '../../../core/redaction/numbers/numeric-edges.ts';
import { runAt } from '../../../core/redaction/numbers/readings.ts';
import { tokensOf } from '../../../core/redaction/tokens.ts';
import { asked, transcriptOf } from './planted.ts';

const shown = (text: string) =>
  redactTranscript(transcriptOf([text]), asked({ style: 'tag' }), 'a secret').transcript.text;

describe('what is said beside a number does not hide it', () => {
  test.each([
    ['Kortet är 4111 1111 1111 1111 12 27 123 säger hon.', 'KORT'],
    ['Kortet är 4111 1111 1111 1111 12/27 och sen tre siffror.', 'KORT'],
    ['Ring 070 123 45 67 en kväll.', 'TELEFON'],
    ['Hon har en 070 123 45 67 som går.', 'TELEFON'],
    ['Ring noll sju noll ett två tre fyra fem sex sju en gång till.', 'TELEFON'],
    ['Skriv ett 556036-0793 på den.', 'ORGANISATIONSNUMMER'],
    ['Rad 3 556036-0793 500 kronor.', 'ORGANISATIONSNUMMER'],
    ['Det är 2 0701234567 hos dem.', 'TELEFON'],
  ])('%s', (text, tag) => {
    expect(shown(text)).toMatch(new RegExp(`\\[${tag}-\\w{4}\\]`));
    expect(shown(text)).not.toMatch(/4111|1111|0701|070 123|556036|fyra fem sex/);
  });
});

test.each([
  ['Bankgirot, det var ett femtio ett nio åtta noll tror jag.', 'BANKGIRO'],
  ['Vårt bankgiro är 378 nittio två ett och märk med namnet.', 'BANKGIRO'],
  ['Regnumret var FNR 990 på släpet.', 'REGNR'],
])('%s is found by what it is called', (text, tag) => {
  expect(shown(text)).toMatch(new RegExp(`\\[${tag}-\\w{4}\\]`));
  expect(shown(text)).not.toMatch(/femtio|nittio|FNR/);
});

describe('a personnummer is found in other spellings', () => {
  test.each([
    'Han är född 81.12.18-9876 tror jag.',
    'Han är född 811218.9876 tror jag.',
    'Han är född 811218‑9876 tror jag.',
    'Han är född 19811218−9876 tror jag.',
    'Han har pnr:811218-9876 tror jag.',
    'Nollsex, nollfem, noll tre, sextiofyra, sextiosex blir det.',
    'Det var två tusen tre noll sex noll fem 01 62 på den.',
    'Nitton hundra åttioett tolv arton nittioåtta sjuttiosex blir det.',
    'Åttioett tolv arton dubbel nia fyrtiotvå blir det.',
  ])('%s', (text) => {
    const copy = shown(text);
    expect(copy).toMatch(/\[PERSONNUMMER-\w{4}\]/);
    expect(copy).not.toMatch(/\d{4}(?!\])|hundra|tusen|noll|dubbel/i);
  });
});

test.each([
  ['nollåtta', '08'],
  ['nollsjuttio', '070'],
  ['nollnoll', '00'],
  ['tjufyra', '24'],
])('%s is read as %s', (word, digits) => {
  const tokens = tokensOf(transcriptOf([word]).transcript.segments);
  expect(edgesFrom(tokens, 0).map((edge) => edge.digits)).toEqual([digits]);
});

test('a run of numbers is read no further than a number can go', () => {
  const text = Array.from({ length: 5000 }, (_, nth) => String(nth % 10)).join(' ');
  const tokens = tokensOf(transcriptOf([text]).transcript.segments);
  expect(runAt(tokens, 0)?.digits.length).toBeLessThan(50);
});

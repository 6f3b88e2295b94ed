/** The same said in other words is no fault; the reverse in the same words is one. */
import { describe, expect, test } from 'vitest';
import { checkClaim } from '../../../core/analysis/proof/check-claim.ts';
import { evidenceOf } from './spoken.ts';

function statusOf(text: string, lines: readonly string[]): string {
  const support = lines.map((quote, segment) => ({ segment, quote }));
  return checkClaim({ text, support }, evidenceOf([...lines])).status;
}

describe('supported:', () => {
  test.each([
    ['Hon kommer inte till festen.', ['Kommer hon till festen?', 'Nej, hon är bortrest.']],
    ['Hon vill sluta röka.', ['Jag vill inte röka längre.']],
    ['Han nekades bygglov.', ['Han fick inte bygglov.']],
    ['Hon glömde inte nyckeln.', ['Jag kom ihåg nyckeln.']],
    ['Hon röker fortfarande.', ['Jag har inte slutat röka.']],
    ['Tåget stannar inte i Hallsberg.', ['Tåget kör förbi Hallsberg utan att stanna.']],
    ['De väntar i 14 dagar.', ['Vi väntar i två veckor.']],
    ['Resan tog 90 minuter.', ['Resan tog en och en halv timme.']],
    ['Fyra av fem är nöjda.', ['Åttio procent är nöjda.']],
    ['Cirka 200 personer kom.', ['Det kom ett par hundra personer.']],
    ['Hon kom hem vid 02.00.', ['Jag kom hem vid tvåtiden på natten.']],
    ['Telia leds av Anna Berg.', ['Anna Berg leder Telia.']],
  ])('%s', (text, lines) => {
    expect(statusOf(text, lines)).toBe('supported');
  });
});

describe('doubtful:', () => {
  test.each([
    ['Hon kommer till festen.', ['Kommer hon till festen?', 'Nej, hon är bortrest.']],
    ['Hon kan inte simma.', ['Kan hon simma?', 'Ja, det kan hon.']],
    ['Hon har slutat röka.', ['Jag har inte slutat röka.']],
    ['Bussen går på söndagar.', ['Bussen går inte på söndagar.']],
    ['Resan tog 90 minuter.', ['Resan tog två timmar.']],
    ['Hyran är 850 kronor i veckan.', ['Hyran är 850 kronor i månaden.']],
    ['Anna Dahl var där.', ['Anna Berg kom, och Karin Dahl också.']],
    ['Anna slog Karin.', ['Då var det Karin slog Anna.']],
    ['Telia säger upp 200.', ['I går kom beskedet att Nordea säger upp 200 personer.']],
    ['En konsult har anlitats för att granska vården.', ['Det är vården som drar över.']],
  ])('%s', (text, lines) => {
    expect(statusOf(text, lines)).toBe('doubtful');
  });
});

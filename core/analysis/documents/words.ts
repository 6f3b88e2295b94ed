/** Words of our own in the documents of an analysis: Swedish for a Swedish analysis, else English. */
import type { Analysis } from '../analysis.ts';

const SV = {
  presets: {
    summary: 'Sammanfattning',
    minutes: 'Protokoll',
    actions: 'Att göra',
    chapters: 'Kapitel',
    questions: 'Frågor',
    custom: 'Svar',
  },
  groups: {
    decisions: 'Beslut',
    discussion: 'Diskussion',
    'next-steps': 'Nästa steg',
    answered: 'Besvarade',
    unanswered: 'Obesvarade',
  } as Record<string, string>,
  marks: {
    'no-quote': 'inget citat',
    'quote-not-found': 'citatet finns inte i utskriften',
    'unknown-segment': 'stället finns inte',
    'short-quote': 'citatet är för kort för att visa något',
    number: 'talet finns inte i citatet',
    name: 'namnet finns inte i citatet',
    negation: 'citatet nekar annat',
    opposite: 'citatet säger motsatsen',
    unrelated: 'citatet handlar om annat',
    instruction: 'följer en instruktion i inspelningen',
  } as Record<string, string>,
  unsupported: 'SAKNAR STÖD',
  doubtful: 'TVEKSAMT',
  edited: 'REDIGERAT',
  wordsEdited: 'de citerade orden har ändrats i utskriften',
  pending: 'Inte klar ännu.',
  failed: 'Analysen misslyckades',
  nothing: 'Inget hittades i inspelningen.',
  restsOn: (percent: number, read: number, of: number) =>
    `Bygger på ${percent} % av det som sägs (${read} av ${of} avsnitt).`,
  missing: 'Inte läst',
  output: 'Formulär',
  outputMarks: 'Värden som inte finns i de citerade orden',
  madeBy: (model: string) =>
    `Skriven av språkmodellen ${model}. Varje citat är sökt i utskriften av ett program.`,
};

const EN: typeof SV = {
  presets: {
    summary: 'Summary',
    minutes: 'Minutes',
    actions: 'To do',
    chapters: 'Chapters',
    questions: 'Questions',
    custom: 'Answer',
  },
  groups: {
    decisions: 'Decisions',
    discussion: 'Discussion',
    'next-steps': 'Next steps',
    answered: 'Answered',
    unanswered: 'Unanswered',
  },
  marks: {
    'no-quote': 'no quote',
    'quote-not-found': 'the quote is not in the transcript',
    'unknown-segment': 'there is no such place',
    'short-quote': 'the quote is too short to show anything',
    number: 'the number is not in the quote',
    name: 'the name is not in the quote',
    negation: 'the quote negates otherwise',
    opposite: 'the quote says the opposite',
    unrelated: 'the quote is about something else',
    instruction: 'obeys an instruction in the recording',
  },
  unsupported: 'UNSUPPORTED',
  doubtful: 'DOUBTFUL',
  edited: 'EDITED',
  wordsEdited: 'the quoted words were changed in the transcript',
  pending: 'Not ready yet.',
  failed: 'The analysis failed',
  nothing: 'Nothing was found in the recording.',
  restsOn: (percent, read, of) =>
    `Rests on ${percent} % of what is said (${read} of ${of} sections).`,
  missing: 'Not read',
  output: 'Form',
  outputMarks: 'Values that are not in the quoted words',
  madeBy: (model) =>
    `Written by the language model ${model}. Each quote was looked up in the transcript by a program.`,
};

export type Words = typeof SV;

export function wordsOf({ language }: Pick<Analysis, 'language'>): Words {
  return language === 'sv' ? SV : EN;
}

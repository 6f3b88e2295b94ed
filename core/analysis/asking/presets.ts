/** What each preset asks for. `custom` has a prompt or a schema of the caller alone. */
import type { AnalysisRequest } from '../analysis-request.ts';
import type { InstructionLanguage } from './answer-language.ts';

export type PresetName = NonNullable<AnalysisRequest['preset']> | 'custom';

interface Preset {
  /** Headings of its claims, in the order in which they are shown. */
  groups: readonly string[];
  /**
   * How claims of several chapters become one list. `choose`: the most important ones. `merge`: all, and
   * what is said twice once. `keep`: as they are.
   */
  reduce: 'choose' | 'merge' | 'keep';
  /** Characters of a claim. */
  longestText: number;
  task: Readonly<Record<InstructionLanguage, string>>;
}

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  summary: {
    groups: [],
    reduce: 'choose',
    longestText: 300,
    task: {
      sv: 'Sammanfatta det som sägs: de viktigaste punkterna, den viktigaste först.',
      en: 'Summarise what is said: the most important points, the most important one first.',
    },
  },
  minutes: {
    groups: ['decisions', 'discussion', 'next-steps'],
    reduce: 'merge',
    longestText: 300,
    task: {
      sv: 'Skriv protokoll: vad som beslutades (group decisions), vad som diskuterades (discussion) och vad som ska göras härnäst och av vem (next-steps).',
      en: 'Write minutes: what was decided (group decisions), what was discussed (discussion), and what is to be done next and by whom (next-steps).',
    },
  },
  actions: {
    groups: [],
    reduce: 'merge',
    longestText: 300,
    task: {
      sv: 'Lista det som någon ska göra: vem, vad och till när, om det sägs. Bara det som avtalas eller begärs i inspelningen.',
      en: 'List what somebody has to do: who, what, and by when if it is said. Only what is agreed or asked for in the recording.',
    },
  },
  chapters: {
    groups: [],
    reduce: 'keep',
    longestText: 100,
    task: {
      sv: 'Lista ämnena i den ordning de kommer. text: en rubrik på högst tio ord. quote: orden som ämnet börjar med.',
      en: 'List the topics in the order in which they come. text: a title of at most ten words. quote: the words with which the topic begins.',
    },
  },
  questions: {
    groups: ['answered', 'unanswered'],
    reduce: 'merge',
    longestText: 300,
    task: {
      sv: 'Lista de frågor som ställs: vem som frågar, vad, och svaret om det finns. group: answered om frågan får svar, annars unanswered. Citera frågan, och svaret om det finns.',
      en: 'List the questions that are asked: who asks, what, and the answer if there is one. group: answered if the question gets an answer, else unanswered. Quote the question, and the answer if there is one.',
    },
  },
  custom: {
    groups: [],
    reduce: 'choose',
    longestText: 300,
    task: {
      sv: 'Ta fram det som efterfrågas nedan.',
      en: 'Find what is asked for below.',
    },
  },
};

export function presetName(request: AnalysisRequest): PresetName {
  return request.preset ?? 'custom';
}

export function presetOf(request: AnalysisRequest): Preset {
  return PRESETS[presetName(request)];
}

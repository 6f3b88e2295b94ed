/** What the view of a running job says, in Swedish and English. */
import type { Schemas } from '../app/api.ts';
import { inLanguage } from '../i18n/language.ts';
import type { Step } from './step.ts';

type QueuedCode = NonNullable<Schemas['Job']['queuedBecause']>['code'];

export const texts = inLanguage({
  sv: {
    way: 'Jobbets väg',
    progress: 'Förlopp',
    steps: {
      upload: 'Inspelning',
      start: 'Dator',
      words: 'Text',
      analysis: 'Analys',
      done: 'Klart',
    } satisfies Record<Step, string>,
    now: {
      upload: {
        title: 'Väntar på inspelningen',
        detail: 'Den är inte framme än. Har du sidan som skickar den öppen, låt den vara det.',
      },
      queued: {
        title: 'I kö',
        detail: 'Strax tas jobbet om hand.',
      },
      launching: {
        title: 'En dator startas',
        detail:
          'En egen dator med grafikkort startas för inspelningen och stängs av när den är klar.',
      },
      beginning: {
        title: 'Datorn är igång',
        detail: 'Modellen och inspelningen läses in. De första orden kommer strax.',
      },
      endpoint: {
        title: 'Inspelningen är hos SageMaker',
        detail:
          'Den väntar där på sin tur, eller skrivs ut. Texten kommer först när allt är klart.',
      },
      words: { title: 'Talet blir text', detail: undefined as string | undefined },
      analysis: {
        title: 'Texten är klar, och analyseras nu',
        detail: 'En språkmodell läser den. Texten går att läsa under tiden.',
      },
      done: { title: 'Klart', detail: undefined as string | undefined },
    },
    because: {
      NoCapacity:
        'Molnet har ingen ledig dator av rätt slag just nu. Jobbet väntar och frågar igen.',
      Throttled:
        'Molnet tar emot färre beställningar för tillfället. Jobbet väntar och frågar igen.',
      QuotaReached:
        'Så många datorer som får vara igång är redan det. Jobbet börjar när en blir ledig.',
      Batch:
        'Jobbet väntar på sin tur hos en dator som tar det ena efter det andra. Det blir billigare.',
    } satisfies Record<QueuedCode, string>,
    nextTry: (at: string) => `Nästa försök kl. ${at}.`,
    attempt: (nth: number) =>
      `Datorn försvann på vägen, och en ny har tagit över (försök ${nth}). Det som redan är text är kvar.`,
    of: (heard: string, all: string) => `${heard} av ${all}`,
    left: (time: string) => `ungefär ${time} kvar`,
    leftBetween: (low: string, high: string) => `${low} till ${high} kvar`,
    goOnSending: 'Till uppladdningen',
    soFar: 'Hittills',
    inAll: 'Kostnad',
    estimated: (range: string) => `uppskattat ${range}`,
    cancel: 'Avbryt jobbet',
    cancelAsk: 'Avbryta jobbet?',
    cancelText: 'Datorn stängs av. Det som redan är text går att läsa, men resten skrivs inte.',
    cancelYes: 'Avbryt jobbet',
    text: 'Texten hittills',
    follow: 'Följ de nya orden',
    timeline: 'Vad som har hänt',
    more: 'Mer om felet',
    again: 'Skicka en ny inspelning',
    number: 'Jobb',
  },
  en: {
    way: 'The way of the job',
    progress: 'Progress',
    steps: {
      upload: 'Recording',
      start: 'Computer',
      words: 'Text',
      analysis: 'Analysis',
      done: 'Done',
    },
    now: {
      upload: {
        title: 'Waiting for the recording',
        detail: 'It has not arrived yet. If the page that sends it is open, leave it open.',
      },
      queued: { title: 'In the queue', detail: 'The job is taken care of in a moment.' },
      launching: {
        title: 'A computer starts',
        detail:
          'A computer with a graphics card starts for this recording, and ends when it is done.',
      },
      beginning: {
        title: 'The computer is up',
        detail: 'It loads the model and the recording. The first words come soon.',
      },
      endpoint: {
        title: 'SageMaker has the recording',
        detail: 'It waits for its turn there, or is transcribed. The text comes when all is done.',
      },
      words: { title: 'Speech becomes text', detail: undefined },
      analysis: {
        title: 'The text is done, and is analysed now',
        detail: 'A language model reads it. The text can be read meanwhile.',
      },
      done: { title: 'Done', detail: undefined },
    },
    because: {
      NoCapacity:
        'The cloud has no free computer of the right kind now. The job waits and asks again.',
      Throttled: 'The cloud takes fewer orders at the moment. The job waits and asks again.',
      QuotaReached: 'As many computers are up as may be. The job begins when one is free.',
      Batch:
        'The job waits for its turn on a computer that takes one after the other. That is cheaper.',
    },
    nextTry: (at: string) => `Next try at ${at}.`,
    attempt: (nth: number) =>
      `The computer was lost on the way, and another one goes on (attempt ${nth}). What is text already is kept.`,
    of: (heard: string, all: string) => `${heard} of ${all}`,
    left: (time: string) => `about ${time} left`,
    leftBetween: (low: string, high: string) => `${low} to ${high} left`,
    goOnSending: 'To the upload',
    soFar: 'So far',
    inAll: 'Cost',
    estimated: (range: string) => `estimated ${range}`,
    cancel: 'Cancel the job',
    cancelAsk: 'Cancel the job?',
    cancelText:
      'The computer is ended. What is text already can be read, but the rest is not written.',
    cancelYes: 'Cancel the job',
    text: 'The text so far',
    follow: 'Follow the new words',
    timeline: 'What has happened',
    more: 'More about the failure',
    again: 'Send another recording',
    number: 'Job',
  },
});

/** Each way a job can fail (core/base/job-errors.ts): what it means, and what to do. */
import type { Schemas } from '../app/api.ts';
import { inLanguage } from '../i18n/language.ts';

type Code = Schemas['JobError']['code'];

interface FailureText {
  readonly what: string;
  readonly todo: string;
}

const NYTT = 'Skicka den igen.';
const DRIFT = 'Det kan bara den som driver tjänsten rätta till. Visa numret nedan.';
const AGAIN = 'Send it again.';
const OPERATOR = 'Only the operator of the service can correct that. Show the number below.';

export const failureTexts = inLanguage<Record<Code, FailureText>>({
  sv: {
    UploadExpired: { what: 'Inspelningen kom aldrig fram.', todo: NYTT },
    AudioMissing: { what: 'Inspelningen finns inte kvar.', todo: NYTT },
    AudioUnreadable: {
      what: 'Filen gick inte att läsa som ljud.',
      todo: 'Kontrollera att den går att spela, och skicka den igen.',
    },
    AudioEmpty: { what: 'Filen har inget ljud i sig.', todo: 'Skicka hela filen.' },
    AudioUnsupported: {
      what: 'Filen har inget ljud som går att läsa här.',
      todo: 'Spara om den som mp3, m4a, wav eller flac, och skicka den igen.',
    },
    AudioTooLong: {
      what: 'Inspelningen är längre än tjänsten tar emot.',
      todo: 'Dela den och skicka varje del för sig.',
    },
    UrlRefused: {
      what: 'Adressen är en som tjänsten inte hämtar från.',
      todo: 'Ladda ner filen och skicka den i stället.',
    },
    UrlFailed: {
      what: 'Adressen gav ingen fil.',
      todo: 'Kontrollera adressen, eller skicka filen i stället.',
    },
    OptionInvalid: {
      what: 'Ett val passar inte inspelningen, som ett språk som modellen inte kan.',
      todo: 'Skicka den igen med ett annat val.',
    },
    SpotInterrupted: { what: 'Molnet tog tillbaka datorn innan texten var klar.', todo: NYTT },
    InstanceLost: { what: 'Datorn försvann innan texten var klar.', todo: NYTT },
    BootTimeout: { what: 'Datorn kom aldrig igång.', todo: NYTT },
    AgentCrashed: { what: 'Programmet på datorn slutade oväntat.', todo: NYTT },
    EngineCrashed: {
      what: 'Programmet som skriver texten slutade oväntat.',
      todo: `${NYTT} Händer det igen är något ovanligt med filen: spara om den som mp3.`,
    },
    GpuUnavailable: { what: 'Datorns grafikkort gick inte att använda.', todo: NYTT },
    HeartbeatLost: { what: 'Datorn kom inte längre, och stängdes av.', todo: NYTT },
    AwsUnavailable: { what: 'Molnet utförde inte ett steg.', todo: 'Skicka den igen om en stund.' },
    NoCapacity: {
      what: 'Molnet hade ingen ledig dator.',
      todo: 'Skicka den igen om en stund.',
    },
    Throttled: {
      what: 'Molnet tog inte emot beställningen.',
      todo: 'Skicka den igen om en stund.',
    },
    QuotaReached: {
      what: 'För många datorer var igång.',
      todo: 'Skicka den igen när andra jobb är klara.',
    },
    Misconfigured: { what: 'Tjänsten kan inte starta en dator.', todo: DRIFT },
    ModelDamaged: { what: 'Modellen är skadad.', todo: DRIFT },
    DiskTooSmall: {
      what: 'Filen får inte plats på datorns disk.',
      todo: 'Spara om den som mp3, och skicka den igen.',
    },
    AttemptsExhausted: {
      what: 'Jobbet misslyckades i alla försök som det fick.',
      todo: NYTT,
    },
    DeadlineExceeded: {
      what: 'Det tog längre tid än ett jobb får ta.',
      todo: 'Dela inspelningen och skicka delarna.',
    },
    MaxCostExceeded: {
      what: 'Jobbet stoppades för att det skulle ha kostat mer än det fick.',
      todo: 'Höj gränsen och skicka inspelningen igen.',
    },
    BudgetExceeded: {
      what: 'Månadens budget räckte inte till jobbet.',
      todo: 'Skicka den igen när det finns pengar kvar, eller be den som sköter tjänsten om en större budget.',
    },
    Cancelled: {
      what: 'Jobbet avbröts.',
      todo: 'Det som hann bli text står kvar här.',
    },
  },
  en: {
    UploadExpired: { what: 'The recording never arrived.', todo: AGAIN },
    AudioMissing: { what: 'The recording is not there any more.', todo: AGAIN },
    AudioUnreadable: {
      what: 'The file could not be read as sound.',
      todo: 'Check that it plays, and send it again.',
    },
    AudioEmpty: { what: 'The file has no sound in it.', todo: 'Send the whole file.' },
    AudioUnsupported: {
      what: 'The file has no sound that can be read here.',
      todo: 'Save it as mp3, m4a, wav or flac, and send it again.',
    },
    AudioTooLong: {
      what: 'The recording is longer than the service takes.',
      todo: 'Split it, and send each part by itself.',
    },
    UrlRefused: {
      what: 'The service does not fetch from that address.',
      todo: 'Download the file, and send it instead.',
    },
    UrlFailed: {
      what: 'The address gave no file.',
      todo: 'Check the address, or send the file instead.',
    },
    OptionInvalid: {
      what: 'An option does not fit the recording, such as a language that the model does not know.',
      todo: 'Send it again with another choice.',
    },
    SpotInterrupted: {
      what: 'The cloud took the computer back before the text was done.',
      todo: AGAIN,
    },
    InstanceLost: { what: 'The computer was lost before the text was done.', todo: AGAIN },
    BootTimeout: { what: 'The computer never came up.', todo: AGAIN },
    AgentCrashed: { what: 'The program on the computer ended unexpectedly.', todo: AGAIN },
    EngineCrashed: {
      what: 'The program that writes the text ended unexpectedly.',
      todo: `${AGAIN} If it happens again, something is unusual about the file: save it as mp3.`,
    },
    GpuUnavailable: { what: 'The computer’s graphics card could not be used.', todo: AGAIN },
    HeartbeatLost: { what: 'The computer got no further, and was ended.', todo: AGAIN },
    AwsUnavailable: { what: 'The cloud did not carry out a step.', todo: 'Send it again later.' },
    NoCapacity: { what: 'The cloud had no free computer.', todo: 'Send it again later.' },
    Throttled: { what: 'The cloud did not take the order.', todo: 'Send it again later.' },
    QuotaReached: {
      what: 'Too many computers were up.',
      todo: 'Send it again when other jobs are done.',
    },
    Misconfigured: { what: 'The service cannot start a computer.', todo: OPERATOR },
    ModelDamaged: { what: 'The model is damaged.', todo: OPERATOR },
    DiskTooSmall: {
      what: 'The file does not fit on the computer’s disk.',
      todo: 'Save it as mp3, and send it again.',
    },
    AttemptsExhausted: {
      what: 'The job failed in every attempt that it was allowed.',
      todo: AGAIN,
    },
    DeadlineExceeded: {
      what: 'It took longer than a job may take.',
      todo: 'Split the recording, and send the parts.',
    },
    MaxCostExceeded: {
      what: 'The job was stopped because it would have cost more than it may.',
      todo: 'Raise the limit, and send the recording again.',
    },
    BudgetExceeded: {
      what: 'The budget of the month did not have what the job may cost.',
      todo: 'Send it again when there is money left, or ask the people who run the service for a larger budget.',
    },
    Cancelled: {
      what: 'The job was cancelled.',
      todo: 'What became text before that is kept here.',
    },
  },
});

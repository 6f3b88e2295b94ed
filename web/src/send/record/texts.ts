/** What the recorder says, in Swedish and English. */
import { inLanguage } from '../../i18n/language.ts';
import type { MicrophoneProblem } from './microphone.ts';

export const texts = inLanguage({
  sv: {
    title: 'Spela in med mikrofonen',
    asking: 'Webbläsaren frågar om den får använda mikrofonen. Svara ja där.',
    recording: 'Spelar in',
    paused: 'Pausad',
    lost: 'Mikrofonen försvann. Det som spelades in finns kvar.',
    pause: 'Pausa',
    resume: 'Fortsätt',
    finish: 'Klar',
    discard: 'Kasta',
    discardAsk: 'Kasta inspelningen?',
    discardText: 'Den finns bara här, och går inte att få tillbaka.',
    close: 'Stäng',
    again: 'Försök igen',
    hint: 'Inspelningen lämnar inte datorn förrän du skickar den. Högst 12 timmar.',
    name: (moment: string) => `Inspelning ${moment}`,
    problems: {
      refused:
        'Sidan får inte använda mikrofonen. Tillåt den i webbläsarens inställning för sidan (ikonen till vänster om adressen), och försök igen.',
      none: 'Ingen mikrofon hittades. Anslut en, och försök igen.',
      busy: 'Mikrofonen svarar inte. Kanske använder ett annat program den.',
      insecure: 'Mikrofonen fungerar bara på sidor som kommer med https.',
      unsupported:
        'Webbläsaren kan inte spela in. Spela in med ett annat program och skicka filen.',
    } satisfies Record<MicrophoneProblem, string>,
  },
  en: {
    title: 'Record with the microphone',
    asking: 'The browser asks whether it may use the microphone. Say yes there.',
    recording: 'Recording',
    paused: 'Paused',
    lost: 'The microphone is gone. What was recorded is kept.',
    pause: 'Pause',
    resume: 'Resume',
    finish: 'Done',
    discard: 'Discard',
    discardAsk: 'Discard the recording?',
    discardText: 'It is only here, and cannot be brought back.',
    close: 'Close',
    again: 'Try again',
    hint: 'The recording does not leave this computer until you send it. At most 12 hours.',
    name: (moment: string) => `Recording ${moment}`,
    problems: {
      refused:
        'The page may not use the microphone. Allow it in the browser’s setting for this page (the icon left of the address), and try again.',
      none: 'No microphone was found. Connect one, and try again.',
      busy: 'The microphone does not answer. Another program may be using it.',
      insecure: 'The microphone works only on pages that come by https.',
      unsupported: 'This browser cannot record. Record with another program, and send the file.',
    },
  },
});

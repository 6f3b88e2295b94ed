/** Asks before something that cannot be taken back: `if (await askFirst({…})) remove()`. */
import { signal } from '@preact/signals';
import { inLanguage } from '../i18n/language.ts';
import { Dialog } from './dialog.tsx';

const texts = inLanguage({ sv: { cancel: 'Avbryt' }, en: { cancel: 'Cancel' } });

export interface Question {
  readonly title: string;
  /** What will happen, in a sentence or two. */
  readonly text: string;
  /** Label of the button that goes ahead: a verb. */
  readonly action: string;
  /** Something is lost by it. */
  readonly isDangerous?: boolean;
}

const asked = signal<{ question: Question; answer: (yes: boolean) => void } | undefined>(undefined);

export function askFirst(question: Question): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      asked.value = undefined;
      resolve(yes);
    };
    asked.value = { question, answer };
  });
}

/** Once in the page, by the frame. */
export function AskedQuestion() {
  if (asked.value === undefined) return null;
  const { question, answer } = asked.value;
  const buttons = (
    <>
      <button type="button" onClick={() => answer(false)}>
        {texts.value.cancel}
      </button>
      <button
        type="button"
        class={question.isDangerous ? 'danger' : 'primary'}
        onClick={() => answer(true)}
      >
        {question.action}
      </button>
    </>
  );
  return (
    <Dialog title={question.title} onClose={() => answer(false)} buttons={buttons}>
      <p>{question.text}</p>
    </Dialog>
  );
}

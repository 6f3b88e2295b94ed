/** Messages that are read out, and short ones that show for a moment at the foot of the page. */
import { signal } from '@preact/signals';

/** How long a message shows: long enough to read twice. It stays in the live region until the next. */
const SHOWN_MS = 6_000;

interface Message {
  readonly text: string;
  readonly isShown: boolean;
}

const message = signal<Message>({ text: '', isShown: false });
let hiding: ReturnType<typeof setTimeout> | undefined;

/** Has a screen reader say it when there is time; nothing shows. */
export function announce(text: string): void {
  put({ text, isShown: false });
}

/** The same, and shows it for some seconds. For what was done, never for what needs an answer. */
export function toast(text: string): void {
  put({ text, isShown: true });
  hiding = setTimeout(() => (message.value = { text, isShown: false }), SHOWN_MS);
}

function put(next: Message): void {
  clearTimeout(hiding);
  // The same text twice is said twice: a live region reads out changes only.
  message.value = next.text === message.value.text ? { ...next, text: `${next.text}\u00a0` } : next;
}

/** Once in the page, by the frame. */
export function LiveRegion() {
  const { text, isShown } = message.value;
  return (
    <div class={isShown ? 'toast' : 'visually-hidden'} role="status">
      {text}
    </div>
  );
}

/** Takes the address of an audio file; an address that is pasted anywhere on the view is put here. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { texts } from '../texts.ts';
import { addAddress, addFiles } from './add-files.ts';

export function AddressField() {
  const [text, setText] = useState('');
  const [isRefused, setRefused] = useState(false);
  const input = usePastes(setText);
  const { address, addressHint, addressRefused, add } = texts.value;
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '') return;
    const isTaken = addAddress(text);
    setRefused(!isTaken);
    if (isTaken) setText('');
    else input.current?.focus();
  };
  return (
    <form class="address-field" onSubmit={submit} noValidate>
      <label for="send-address">{address}</label>
      <div class="address-row">
        <input
          ref={input}
          id="send-address"
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          value={text}
          aria-invalid={isRefused}
          aria-describedby="send-address-hint"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit">{add}</button>
      </div>
      <p class={isRefused ? 'small refused' : 'small'} id="send-address-hint">
        {isRefused ? addressRefused : addressHint}
      </p>
    </form>
  );
}

/** Pasted files are added, and a pasted address goes into the field, for a look before it is added. */
function usePastes(put: (text: string) => void) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (files.length > 0) void addFiles(files.map((file) => ({ file })));
      if (!text.startsWith('https://')) return;
      put(text);
      input.current?.focus();
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [put]);
  return input;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

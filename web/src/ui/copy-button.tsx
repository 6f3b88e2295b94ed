/** Puts a text on the clipboard and says so. */
import { inLanguage } from '../i18n/language.ts';
import { announce } from './announce.tsx';
import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

const texts = inLanguage({
  sv: { copy: 'Kopiera', copied: 'Kopierat', refused: 'Webbläsaren tillät inte kopiering.' },
  en: { copy: 'Copy', copied: 'Copied', refused: 'The browser did not allow copying.' },
});

interface CopyButtonProps {
  text: string;
  /** In place of "Copy". */
  label?: string;
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const [copied, setCopied] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
      announce(texts.value.copied);
    } catch {
      announce(texts.value.refused);
    }
  };
  const isCopied = copied === text;
  return (
    <button type="button" onClick={() => void copy()}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      {isCopied ? texts.value.copied : (label ?? texts.value.copy)}
    </button>
  );
}

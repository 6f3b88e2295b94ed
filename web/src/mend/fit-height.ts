/** A field as high as its text: by CSS where browsers can (`field-sizing`), else measured. */
export function fitHeight(field: HTMLTextAreaElement): () => void {
  if (CSS.supports('field-sizing', 'content')) return () => undefined;
  const fit = () => {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  };
  fit();
  field.addEventListener('input', fit);
  return () => field.removeEventListener('input', fit);
}

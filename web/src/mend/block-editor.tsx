/** Text of a block in a field: Enter splits it, Backspace at the beginning joins it, Escape ends. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Block } from '../read/document/block.ts';
import { useReading } from '../read/reading.ts';
import { EditorActions } from './editor-actions.ts';
import { fitHeight } from './fit-height.ts';
import { texts } from './texts.ts';

/** After the last key, in ms: then what was typed becomes a version. */
const PAUSE_MS = 1200;

interface BlockEditorProps {
  block: Block;
  index: number;
}

export function BlockEditor({ block, index }: BlockEditorProps) {
  const reading = useReading();
  const field = useRef<HTMLTextAreaElement>(null);
  const actions = useMemo(() => new EditorActions(reading, block, index), [block.id]);
  actions.index = index;
  useEditing(actions, field);
  // Text from elsewhere: another editor changed the same block.
  useLayoutEffect(() => {
    if (field.current) actions.follow(block, field.current);
  }, [block, actions]);
  return (
    <>
      <textarea
        ref={field}
        class="block-field"
        aria-label={texts.value.editing}
        defaultValue={block.text}
        spellcheck
        rows={1}
        onKeyDown={(event) => actions.pressed(event)}
      />
      <p class="small block-hint">{texts.value.hint}</p>
    </>
  );
}

/** Listens by hand: nothing is rendered while letters are typed. */
function useEditing(actions: EditorActions, of: { readonly current: HTMLTextAreaElement | null }) {
  useLayoutEffect(() => {
    const field = of.current;
    if (!field) return undefined;
    const stopFitting = fitHeight(field);
    const caret = actions.caret();
    field.focus({ preventScroll: true });
    field.setSelectionRange(caret, caret);
    return stopFitting;
  }, [actions]);
  useEffect(() => {
    const field = of.current;
    if (!field) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const typed = () => {
      actions.typed();
      clearTimeout(timer);
      timer = setTimeout(() => actions.store(field.value, false), PAUSE_MS);
    };
    const left = () => actions.left(field);
    field.addEventListener('input', typed);
    field.addEventListener('blur', left);
    return () => {
      clearTimeout(timer);
      field.removeEventListener('input', typed);
      field.removeEventListener('blur', left);
      // The field may go without losing the focus first, as with its row.
      actions.store(field.value);
    };
  }, [actions]);
}

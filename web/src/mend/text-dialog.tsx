/** Asks for a short text. */
import { useId, useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { MOST_NAME } from './limits.ts';

interface TextDialogProps {
  title: string;
  lead: string;
  label: string;
  action: string;
  text: string;
  onDone: (text: string) => void;
  onClose: () => void;
}

export function TextDialog(props: TextDialogProps) {
  const [text, setText] = useState(props.text);
  const field = useId();
  const done = (event: Event) => {
    event.preventDefault();
    props.onDone(text.trim());
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form onSubmit={done}>
        <p>{props.lead}</p>
        <div class="field">
          <label for={field}>{props.label}</label>
          <input
            id={field}
            autoFocus
            autoComplete="off"
            maxLength={MOST_NAME}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </div>
        <button type="submit" class="primary">
          {props.action}
        </button>
      </form>
    </Dialog>
  );
}

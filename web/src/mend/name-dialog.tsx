/** Asks what a speaker is called, everywhere. */
import { useReading } from '../read/reading.ts';
import { TextDialog } from './text-dialog.tsx';
import { texts } from './texts.ts';

export function NameDialog({ speaker, onClose }: { speaker: string; onClose: () => void }) {
  const { manuscript } = useReading();
  const { names } = manuscript.document.value;
  const said = texts.value;
  const give = (name: string) => {
    if (name !== (names[speaker] ?? '')) {
      manuscript.mending.value?.editIfPossible([{ op: 'name', speaker, name }]);
    }
    onClose();
  };
  return (
    <TextDialog
      title={said.renameTitle}
      lead={said.renameLead}
      label={said.name}
      action={said.give}
      text={Object.hasOwn(names, speaker) ? (names[speaker] ?? '') : ''}
      onDone={give}
      onClose={onClose}
    />
  );
}

/** Asks, deletes a recording, and shows the receipt of it. */
import { useState } from 'preact/hooks';
import { answered, api, type Job, type Schemas } from '../app/api.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { DeletionReceiptDialog } from './deletion-receipt.tsx';
import { deletionTexts as texts } from './deletion-texts.ts';

interface DeleteRecordingProps {
  job: Pick<Job, 'jobId' | 'audio'>;
  /** Takes the dialog away: nothing was deleted. */
  onClose: () => void;
  /** Once the receipt has been seen: the recording is gone. */
  onDeleted: () => void;
}

export function DeleteRecording({ job, onClose, onDeleted }: DeleteRecordingProps) {
  const [receipt, setReceipt] = useState<Schemas['DeletionReceipt']>();
  const [isRemoving, setRemoving] = useState(false);
  const [error, setError] = useState<unknown>();
  const { title, text } = texts.value;
  const remove = async () => {
    if (isRemoving) return;
    setRemoving(true);
    try {
      setReceipt(await deletedJob(job.jobId));
    } catch (problem) {
      setError(problem);
      setRemoving(false);
    }
  };
  if (receipt) {
    const { filename } = job.audio;
    return <DeletionReceiptDialog receipt={receipt} filename={filename} onClose={onDeleted} />;
  }
  const buttons = (
    <Buttons isRemoving={isRemoving} onCancel={onClose} onRemove={() => void remove()} />
  );
  return (
    <Dialog title={title} onClose={isRemoving ? undefined : onClose} buttons={buttons}>
      <p class="receipt-name">{job.audio.filename}</p>
      <p>{text}</p>
      {error !== undefined && <ProblemNotice error={error} />}
    </Dialog>
  );
}

interface ButtonsProps {
  isRemoving: boolean;
  onCancel: () => void;
  onRemove: () => void;
}

function Buttons({ isRemoving, onCancel, onRemove }: ButtonsProps) {
  const { cancel, action, removing } = texts.value;
  return (
    <>
      <button type="button" onClick={onCancel} disabled={isRemoving}>
        {cancel}
      </button>
      <button type="button" class="danger" onClick={onRemove} aria-disabled={isRemoving}>
        {isRemoving ? removing : action}
      </button>
    </>
  );
}

function deletedJob(id: string): Promise<Schemas['DeletionReceipt']> {
  return answered(api.DELETE('/jobs/{id}', { params: { path: { id } } }));
}

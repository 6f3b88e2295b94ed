/** One recording in the list. */
import { useState } from 'preact/hooks';
import type { Job } from '../app/api.ts';
import { addressOf, goTo } from '../app/route.ts';
import { DeleteRecording } from '../housekeeping/delete-recording.tsx';
import { ReceiptDialog } from '../housekeeping/receipt-dialog.tsx';
import { duration, languageName, moment, recently } from '../i18n/format.ts';
import { toast } from '../ui/announce.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { Cost } from './cost.tsx';
import { removeJob } from './recordings.ts';
import { isEnded } from './status-of.ts';
import { Status } from './status.tsx';
import { texts } from './texts.ts';

type Open = 'receipt' | 'delete' | undefined;

export function Row({ job }: { job: Job }) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <li class="recording">
      <div class="recording-main">
        <h2>
          <a id={job.jobId} href={addressOf.job(job.jobId)}>
            {job.audio.filename}
          </a>
        </h2>
        <Facts job={job} />
      </div>
      <Status job={job} />
      <Cost job={job} onOpen={() => setOpen('receipt')} />
      <RowMenu job={job} onOpen={setOpen} />
      {open === 'receipt' && <ReceiptDialog job={job} onClose={close} />}
      {open === 'delete' && (
        <DeleteRecording job={job} onClose={close} onDeleted={() => gone(job)} />
      )}
    </li>
  );
}

/** The row takes the focus with it: it goes on from the heading. */
function gone(job: Job): void {
  removeJob(job.jobId);
  toast(`${texts.value.removed}: ${job.audio.filename}`);
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus());
}

function Facts({ job }: { job: Job }) {
  const { sent, length, language, auto } = texts.value;
  const { durationSeconds } = job.audio;
  return (
    <p class="recording-facts small">
      <time datetime={job.createdAt} title={moment(job.createdAt)}>
        <span class="visually-hidden">{sent}: </span>
        {recently(job.createdAt)}
      </time>
      {durationSeconds !== undefined && (
        <span>
          <span class="visually-hidden">{length}: </span>
          {duration(durationSeconds)}
        </span>
      )}
      <span>
        <span class="visually-hidden">{language}: </span>
        {job.language === 'auto' ? auto : languageName(job.language)}
      </span>
    </p>
  );
}

function RowMenu({ job, onOpen }: { job: Job; onOpen: (dialog: Open) => void }) {
  const { actions, receipt, documents, remove } = texts.value;
  if (!job.receipt && !isEnded(job)) return <span class="recording-menu" />;
  return (
    <div class="recording-menu">
      <Menu label={`${actions} ${job.audio.filename}`} icon="more">
        {job.status === 'completed' && (
          <MenuItem icon="download" onSelect={() => goTo(addressOf.handOn(job.jobId))}>
            {documents}
          </MenuItem>
        )}
        {job.receipt && (
          <MenuItem icon="receipt" onSelect={() => onOpen('receipt')}>
            {receipt}
          </MenuItem>
        )}
        {isEnded(job) && (
          <MenuItem icon="trash" isDangerous onSelect={() => onOpen('delete')}>
            {remove}
          </MenuItem>
        )}
      </Menu>
    </div>
  );
}

/** What was removed of a recording, and what remains elsewhere. */
import type { Schemas } from '../app/api.ts';
import { bytes, moment } from '../i18n/format.ts';
import { counted } from '../i18n/plural.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { saveFile } from '../ui/save-file.ts';
import { deletionTexts as texts } from './deletion-texts.ts';
import './housekeeping.css';

type Receipt = Schemas['DeletionReceipt'];

interface DeletionReceiptProps {
  receipt: Receipt;
  filename: string;
  onClose: () => void;
}

export function DeletionReceiptDialog({ receipt, filename, onClose }: DeletionReceiptProps) {
  const { done, removed, remains } = texts.value;
  const buttons = <Buttons receipt={receipt} onClose={onClose} />;
  return (
    <Dialog title={done} onClose={onClose} buttons={buttons}>
      <p class="receipt-name">{filename}</p>
      <p class="small">{moment(receipt.deletedAt)}</p>
      <h3>{removed}</h3>
      <dl class="facts">{receipt.removed.filter(({ count }) => count > 0).map(Removed)}</dl>
      <h3>{remains}</h3>
      <dl class="facts">{receipt.remains.map(Remains)}</dl>
    </Dialog>
  );
}

function Removed({ what, where, count, bytes: size }: Receipt['removed'][number]) {
  const { what: names, objects, items } = texts.value;
  const amount = counted(count, where === 'table' ? items : objects);
  return (
    <div key={what}>
      <dt>{names[what] ?? what}</dt>
      <dd>{size === undefined ? amount : `${amount}, ${bytes(size)}`}</dd>
    </div>
  );
}

type Remaining = Receipt['remains'][number];

function Remains({ where, what, until }: Remaining, index: number, all: readonly Remaining[]) {
  const { where: names, until: to, forever, trace } = texts.value;
  // The receipt itself is the last one.
  const isTrace = where === 'table' && index < all.length - 1;
  return (
    <div key={where + what} title={what}>
      <dt>{isTrace ? trace : (names[where] ?? what)}</dt>
      <dd>{until === null ? forever : `${to} ${moment(until)}`}</dd>
    </div>
  );
}

function Buttons({ receipt, onClose }: { receipt: Receipt; onClose: () => void }) {
  const { download, close, file } = texts.value;
  const save = () =>
    saveFile(`${file}-${receipt.jobId}.json`, JSON.stringify(receipt, null, 2), 'application/json');
  return (
    <>
      <button type="button" onClick={save}>
        <Icon name="download" />
        {download}
      </button>
      <button type="button" class="primary" onClick={onClose}>
        {close}
      </button>
    </>
  );
}

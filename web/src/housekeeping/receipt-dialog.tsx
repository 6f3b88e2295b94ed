/** What a recording cost, line by line. */
import type { Job, Schemas } from '../app/api.ts';
import { number, usd } from '../i18n/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { exactUsd, priceOf, quantityOf } from './receipt-figures.ts';
import { receiptTexts as texts } from './receipt-texts.ts';
import './housekeeping.css';

type Line = Schemas['Receipt']['lines'][number];

export function ReceiptDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const { title, notFinal, noBill } = texts.value;
  const { receipt, audio } = job;
  if (!receipt) return null;
  return (
    <Dialog title={title} onClose={onClose} isWide>
      <p class="receipt-name">{audio.filename}</p>
      {!receipt.final && <Notice kind="info">{notFinal}</Notice>}
      <Table receipt={receipt} label={`${title}: ${audio.filename}`} />
      <p class="small">{noBill}</p>
    </Dialog>
  );
}

/** It scrolls by itself where the window is narrow, so that it can have the focus. */
function Table({ receipt, label }: { receipt: Schemas['Receipt']; label: string }) {
  const { what, quantity, price, cost, total } = texts.value;
  return (
    <div class="table-box" role="region" aria-label={label} tabIndex={0}>
      <table class="receipt">
        <thead>
          <tr>
            <th scope="col">{what}</th>
            <th scope="col" class="number wide-only">
              {quantity}
            </th>
            <th scope="col" class="number wide-only">
              {price}
            </th>
            <th scope="col" class="number">
              {cost}
            </th>
          </tr>
        </thead>
        <tbody>
          {receipt.lines.map((line, index) => (
            <Row key={index} line={line} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{total}</th>
            <td class="wide-only" colSpan={2} />
            <td class="number">
              <strong>{usd(receipt.totalUsd)}</strong>
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Row({ line }: { line: Line }) {
  const { lines, estimated, unknown } = texts.value;
  const notes = [line.of, attemptOf(line), line.estimated && estimated].filter(Boolean);
  return (
    <tr>
      <td>
        {lines[line.what] ?? line.what}
        <span class="small narrow-only">
          {quantityOf(line)} × {priceOf(line)}
        </span>
        {notes.length > 0 && <span class="small receipt-note">{notes.join(' · ')}</span>}
      </td>
      <td class="number wide-only">{quantityOf(line)}</td>
      <td class="number wide-only">{priceOf(line)}</td>
      <td class="number">{line.costUsd === null ? unknown : exactUsd(line.costUsd)}</td>
    </tr>
  );
}

function attemptOf({ attempt }: Line): string | undefined {
  return attempt === undefined ? undefined : `${texts.value.attempt}\u00a0${number(attempt)}`;
}

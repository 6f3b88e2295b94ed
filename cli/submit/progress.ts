/** The progress line: drawn anew on a terminal; elsewhere a line now and then, if it has changed. */
import type { BulkView } from '../../core/view/bulk-view.ts';
import { clean } from '../monitor/wording.ts';
import type { Output } from '../monitor/screen.ts';
import { files, size, usd } from './wording.ts';

/** Also of a terminal that says it has none, as some of containers do. */
const USUAL_COLUMNS = 80;
/** Elsewhere than on a terminal. */
const LINE_EVERY_MS = 10_000;

export class ProgressLine {
  readonly #output: Output;
  readonly #now: () => number;
  #drawn = false;
  #last = '';
  #lastAt = -Infinity;

  constructor(output: Output, now = Date.now) {
    this.#output = output;
    this.#now = now;
  }

  show(text: string): void {
    if (this.#output.isTTY) {
      const columns = this.#output.columns || USUAL_COLUMNS;
      this.#output.write(`\r\u001B[K${text.slice(0, Math.max(1, columns - 1))}`);
      this.#drawn = true;
    } else if (text !== this.#last && this.#now() - this.#lastAt >= LINE_EVERY_MS) {
      this.#line(text);
    }
  }

  /** The last state of something, and further lines: always written, and kept. */
  end(...lines: string[]): void {
    if (this.#drawn) this.#output.write('\r\u001B[K');
    this.#drawn = false;
    for (const line of lines) if (line !== this.#last) this.#line(line);
  }

  #line(text: string): void {
    this.#output.write(`${text}\n`);
    [this.#last, this.#lastAt] = [text, this.#now()];
  }
}

export interface UploadFigures {
  files: number;
  ofFiles: number;
  bytes: number;
  ofBytes: number;
  notSent: number;
}

export function uploadText(of: UploadFigures): string {
  const failed = of.notSent > 0 ? `, ${of.notSent} not sent` : '';
  return `uploaded ${of.files} of ${files(of.ofFiles)}, ${size(of.bytes)} of ${size(of.ofBytes)}${failed}`;
}

export function bulkText({ status, counts, money, waitingBecause }: BulkView): string {
  const { listed, skipped, waiting, running, completed, failed, refused, cancelled } = counts;
  if (listed === 0 && status === 'submitting') return 'submitting: its files are listed';
  const numbers = { waiting, running, completed, failed, refused, cancelled };
  const told = Object.entries(numbers)
    .filter(([name, count]) => count > 0 || name === 'completed')
    .map(([name, count]) => `${count} ${name}`);
  const spent = money && moneyText(money);
  const because = waitingBecause && `waiting: ${clean(waitingBecause.message)}`;
  return [
    `${status.replace('_', ' ')}: ${told.join(', ')} of ${files(listed - skipped)}`,
    spent,
    because,
  ]
    .filter(Boolean)
    .join(' | ');
}

function moneyText({ committedUsd, heldUsd, ceilingUsd }: NonNullable<BulkView['money']>): string {
  return `${usd(committedUsd - heldUsd)} USD spent, ${usd(heldUsd)} held, of ${usd(ceilingUsd)}`;
}

/** Where the monitor writes: a terminal, whose block it draws anew, or anything else, line by line. */
import type { WriteStream } from 'node:tty';
import { blockOf, lineOf, type Moment } from './draw.ts';

/** Also of a terminal that says it has none, as some of containers do. */
const USUAL_COLUMNS = 80;

export interface Screen {
  show: (moment: Moment) => void;
}

export type Output = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

export function screenOn(output: Output): Screen {
  return output.isTTY ? new Terminal(output) : new Lines(output);
}

class Terminal implements Screen {
  readonly #output: Output;
  #drawn = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  show(moment: Moment): void {
    const lines = blockOf(moment, this.#output.columns || USUAL_COLUMNS);
    // Back to the block's first line, and all below it is erased.
    const back = this.#drawn > 0 ? `\u001B[${this.#drawn}F\u001B[J` : '';
    this.#output.write(`${back}${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }
}

/** One line for each change. */
class Lines implements Screen {
  readonly #output: Output;
  #last = '';

  constructor(output: Output) {
    this.#output = output;
  }

  show(moment: Moment): void {
    const line = lineOf(moment);
    if (line !== this.#last) this.#output.write(`${line}\n`);
    this.#last = line;
  }
}

/** Dead letters in words. Bounded: a message has up to a MiB, and whatever its sender put there. */
import type { DeadLetter } from './dead-letters.ts';
import { columns } from '../../computer/columns.ts';
import { FIRST_ID } from '../../core/job/intake-message.ts';
import { REASON_CODE, REASON_MESSAGE } from '../../core/job/dead-letter.ts';

const LONGEST_CELL = 100;
const LONGEST_ID = 60;
const LONGEST_VALUE = 200;
const LONGEST_BODY = 64 * 1024;
const OURS: readonly string[] = [FIRST_ID, REASON_CODE, REASON_MESSAGE];

const HEADINGS = ['ID', 'SENT', 'QUEUE', 'CODE', 'REASON'];

export function tableOf(letters: readonly DeadLetter[]): string {
  const rows = letters.map((letter) => {
    const { id, sentAt, queue, code, reason } = summaryOf(letter);
    return [id, `${sentAt.slice(0, 16)}Z`, queue, code ?? '-', plain(reason, LONGEST_CELL)];
  });
  return columns([HEADINGS, ...rows]);
}

export function summaryOf(letter: DeadLetter) {
  const { queue, id, sentAt, receives, reason, offer } = letter;
  return {
    ...{ queue, id: plain(id, LONGEST_ID) },
    ...{ sentAt, receives },
    ...offer,
    code: reason && plain(reason.code, LONGEST_ID),
    reason: reason?.message ?? whatHappened(letter),
  };
}

function whatHappened({ queue, receives, offer }: DeadLetter): string {
  const times = `received ${receives} times, with this look`;
  if (queue !== 'batch') return `${times}; the log of its function says why`;
  if (!offer) return `${times}; not an offer of a job`;
  const { jobId, attempt, jobStatus = 'not known here' } = offer;
  return `attempt ${attempt} of ${jobId}, whose status is ${jobStatus}; ${times}`;
}

/** Lines for an offer, without its body, whose token would end it. */
export function detailsOf(letter: DeadLetter) {
  const summary = { ...summaryOf(letter), copies: letter.copies.length };
  if (letter.queue === 'batch') return summary;
  const [message] = letter.copies;
  const { Body = '', MessageAttributes = {} } = message;
  const attributes = Object.entries(MessageAttributes)
    .filter(([name]) => !OURS.includes(name))
    .map(([name, { StringValue }]) => [name, StringValue?.slice(0, LONGEST_VALUE) ?? '(bytes)']);
  return {
    ...summary,
    attributes: Object.fromEntries(attributes) as Record<string, string>,
    body: Body.slice(0, LONGEST_BODY),
    ...(Body.length > LONGEST_BODY && { bodyCharacters: Body.length }),
  };
}

/** For a terminal: control characters would steer it. */
function plain(text: string, longest: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

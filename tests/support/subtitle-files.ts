/** Readers of SRT and WebVTT for tests: strict, and written from the formats, not from our writer. */
import type { Cue } from '../../core/transcript/transcript.ts';

const CLOCK = '(\\d{2,}):([0-5]\\d):([0-5]\\d)';
const SRT_TIMES = new RegExp(`^${CLOCK},(\\d{3}) --> ${CLOCK},(\\d{3})$`);
const VTT_TIMES = new RegExp(`^${CLOCK}\\.(\\d{3}) --> ${CLOCK}\\.(\\d{3})$`);
const REFERENCES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** @throws for whatever a player could stumble over, and for numbers that do not count from 1 */
export function readSrt(text: string): Cue[] {
  return blocksOf(text).map(([number, times, ...lines], index) => {
    if (number !== String(index + 1)) throw new Error(`cue ${index + 1} has number ${number}`);
    return cueOf(times, lines, SRT_TIMES);
  });
}

/** @throws for whatever a player could stumble over */
export function readVtt(text: string): Cue[] {
  const [header, ...blocks] = blocksOf(text);
  if (header?.join('\n') !== 'WEBVTT') throw new Error(`it begins with ${header?.join('\n')}`);
  return blocks.map(([times, ...lines]) => {
    const cue = cueOf(times, lines, VTT_TIMES);
    return { ...cue, lines: cue.lines.map(unescaped) };
  });
}

/** Blocks of lines, each ended by one blank line. */
function blocksOf(text: string): string[][] {
  if (text === '') return [];
  if (!text.endsWith('\n\n')) throw new Error('the last block is not ended');
  return text
    .slice(0, -2)
    .split('\n\n')
    .map((block) => block.split('\n'));
}

function cueOf(times: string | undefined, lines: string[], form: RegExp): Cue {
  const numbers = form
    .exec(times ?? '')
    ?.slice(1)
    .map(Number);
  const isText = lines.length > 0 && lines.every((line) => line !== '' && !line.includes('-->'));
  if (!numbers || !isText) throw new Error(`no cue: ${[times, ...lines].join('\n')}`);
  const seconds = ([h = 0, m = 0, s = 0, ms = 0]: number[]) => h * 3600 + m * 60 + s + ms / 1000;
  return { start: seconds(numbers.slice(0, 4)), end: seconds(numbers.slice(4)), lines };
}

/** @throws for a character that WebVTT would read as markup */
function unescaped(line: string): string {
  if (/[<>]|&(?!(amp|lt|gt);)/.test(line)) throw new Error(`markup in ${line}`);
  return line.replace(/&(?:amp|lt|gt);/g, (reference) => REFERENCES[reference] ?? '');
}

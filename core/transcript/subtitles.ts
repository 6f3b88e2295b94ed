/**
 * The four documents of a transcript: JSON, plain text, SubRip (SRT) and WebVTT
 * (https://www.w3.org/TR/webvtt1/). The engine decides cue times and line breaks.
 */
import type { Cue, Segment, TranscriptFormat } from './transcript.ts';

export const CONTENT_TYPES: Record<TranscriptFormat, string> = {
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
};

/** The text of a recording or of a session, with its subtitles. */
interface Renderable {
  transcript: { segments: readonly Segment[] };
  cues: readonly Cue[];
}

export function render(of: Renderable, format: TranscriptFormat): string {
  switch (format) {
    case 'json':
      return JSON.stringify(of.transcript);
    case 'txt':
      return of.transcript.segments.map(textLine).join('');
    case 'srt':
      return of.cues.map(srtCue).join('');
    case 'vtt':
      return `WEBVTT\n\n${of.cues.map(vttCue).join('')}`;
  }
}

function textLine({ speaker, text }: Segment): string {
  return `${speaker === undefined ? '' : `${speaker}: `}${oneLine(text)}\n`;
}

function srtCue({ start, end, lines }: Cue, index: number): string {
  const times = `${clock(start, ',')} --> ${clock(end, ',')}`;
  return block([`${index + 1}`, times, ...textLines(lines).map(withoutArrow)]);
}

function vttCue({ start, end, lines }: Cue): string {
  const times = `${clock(start, '.')} --> ${clock(end, '.')}`;
  return block([times, ...textLines(lines).map(escaped)]);
}

function block(lines: string[]): string {
  return `${lines.join('\n')}\n\n`;
}

/** Drops blank lines, which would end the cue. */
function textLines(lines: readonly string[]): string[] {
  return lines.map(oneLine).filter((line) => line !== '');
}

/** SRT has no escape: players read any line with `-->` as the times of a cue. */
function withoutArrow(text: string): string {
  return text.replaceAll('-->', '→');
}

/** WebVTT reads `&`, `<` and `>` as markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function clock(seconds: number, decimalMark: ',' | '.'): string {
  const ms = Math.round(seconds * 1000);
  const two = (n: number) => Math.floor(n).toString().padStart(2, '0');
  const rest = (ms % 1000).toString().padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${decimalMark}${rest}`;
}

const SRT_TIMES = /^(\d+):(\d\d):(\d\d),(\d{3}) --> (\d+):(\d\d):(\d\d),(\d{3})$/;

/** The cues of our own SRT; a block that has no times or no text is left out. */
export function cuesOfSrt(text: string): Cue[] {
  return text.split('\n\n').flatMap((of) => {
    const [, times = '', ...lines] = of.split('\n');
    const [, ...fields] = SRT_TIMES.exec(times) ?? [];
    if (fields.length === 0 || lines.length === 0) return [];
    return [{ start: secondsIn(fields.slice(0, 4)), end: secondsIn(fields.slice(4)), lines }];
  });
}

function secondsIn(fields: readonly string[]): number {
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = fields.map(Number);
  return (hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + ms) / 1000;
}

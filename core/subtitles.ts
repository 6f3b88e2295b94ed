/** A transcript as plain text, SubRip (SRT) or WebVTT (https://www.w3.org/TR/webvtt1/). */
import type { Segment, Transcript, TranscriptFormat } from './transcript.ts';

export const CONTENT_TYPES: Record<TranscriptFormat, string> = {
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
};

export function render(transcript: Transcript, format: TranscriptFormat): string {
  switch (format) {
    case 'json':
      return JSON.stringify(transcript);
    case 'txt':
      return lines(transcript.segments.map((segment) => segment.text.trim()));
    case 'srt':
      return lines(transcript.segments.map(srtCue));
    case 'vtt':
      return lines(['WEBVTT', '', ...transcript.segments.map(vttCue)]);
  }
}

function lines(items: string[]): string {
  return items.map((item) => `${item}\n`).join('');
}

function srtCue(segment: Segment, index: number): string {
  return `${index + 1}\n${clock(segment.start, ',')} --> ${clock(segment.end, ',')}\n${oneLine(segment.text)}\n`;
}

/** In WebVTT `&`, `<` and `>` would be read as markup. */
function vttCue(segment: Segment): string {
  const text = oneLine(segment.text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return `${clock(segment.start, '.')} --> ${clock(segment.end, '.')}\n${text}\n`;
}

/** A blank line would end the cue. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function clock(seconds: number, decimalMark: ',' | '.'): string {
  const ms = Math.round(seconds * 1000);
  const two = (n: number) => Math.floor(n).toString().padStart(2, '0');
  const rest = (ms % 1000).toString().padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${decimalMark}${rest}`;
}

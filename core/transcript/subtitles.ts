/**
 * The four documents of a transcript: JSON, plain text, SubRip (SRT) and WebVTT
 * (https://www.w3.org/TR/webvtt1/). The engine decides cue times and line breaks; cues/ does it for a text
 * that was edited. documents/transcript-docx.ts has the Word document.
 */
import { clock as timeOf } from './documents/clock.ts';
import { isList, namesByLabel, type SpeakersOf } from './speaker-names.ts';
import type { Cue, Segment, SpokenCue, TranscriptFormat } from './transcript.ts';

export const CONTENT_TYPES: Record<TranscriptFormat, string> = {
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
};

/** The text of a recording or of a session, with its subtitles. */
interface Renderable {
  transcript: { segments: readonly Segment[]; speakers?: SpeakersOf | undefined };
  /** Speakers are shown as WebVTT's voices. */
  cues: readonly SpokenCue[];
}

export interface TextOptions {
  /** When each segment begins; of txt. */
  times?: boolean | undefined;
  /** Who speaks. By default in txt, and in vtt where the job asked for it. */
  speakers?: boolean | undefined;
  /** By default as the transcript has it. */
  nameOf?: NameOf | undefined;
}

/** What a speaker is called: as a person said, else the label. */
export type NameOf = (speaker: string) => string;

export function namesIn({ speakers }: Renderable['transcript']): NameOf {
  const names = namesByLabel(speakers);
  return (speaker) => (Object.hasOwn(names, speaker) ? names[speaker] : undefined) ?? speaker;
}

/** Whether the voices of vtt are there. */
export function showsVoices(
  { speakers }: Renderable['transcript'],
  options: Pick<TextOptions, 'speakers'>,
): boolean {
  return options.speakers ?? isList(speakers);
}

export function render(
  of: Renderable,
  format: TranscriptFormat,
  options: TextOptions = {},
): string {
  const { transcript } = of;
  const { nameOf = namesIn(transcript) } = options;
  switch (format) {
    case 'json':
      return JSON.stringify(transcript);
    case 'txt':
      return transcript.segments.map((one) => textLine(one, options, nameOf)).join('');
    case 'srt':
      return of.cues.map(srtCue).join('');
    case 'vtt': {
      const voices = showsVoices(transcript, options) ? nameOf : undefined;
      return `WEBVTT\n\n${of.cues.map((one) => vttCue(one, voices)).join('')}`;
    }
  }
}

function textLine(
  { start, speaker, text }: Segment,
  { times = false, speakers = true }: TextOptions,
  nameOf: NameOf,
): string {
  const when = times ? `[${timeOf(start)}] ` : '';
  const who = speakers && speaker !== undefined ? `${oneLine(nameOf(speaker))}: ` : '';
  return `${when}${who}${oneLine(text)}\n`;
}

function srtCue({ start, end, lines }: Cue, index: number): string {
  const times = `${clock(start, ',')} --> ${clock(end, ',')}`;
  return block([`${index + 1}`, times, ...textLines(lines).map(withoutArrow)]);
}

/** @param nameOf undefined: without voices */
function vttCue(
  { start, end, lines, speakers = [] }: SpokenCue,
  nameOf: NameOf | undefined,
): string {
  const times = `${clock(start, '.')} --> ${clock(end, '.')}`;
  if (!nameOf) return block([times, ...textLines(lines).map(escaped)]);
  return block([times, ...lines.map((line, nth) => spokenLine(nth)(escaped(oneLine(line))))]);

  /** A voice lasts to the end of the cue, unless another line has another one. */
  function spokenLine(nth: number): (text: string) => string {
    const speaker = speakers[nth];
    if (speaker === undefined || (nth > 0 && speaker === speakers[nth - 1])) return (text) => text;
    const voice = `<v ${escaped(oneLine(nameOf?.(speaker) ?? speaker))}>`;
    const isLast = speakers.every((other, at) => at <= nth || other === speaker);
    return (text) => `${voice}${text}${isLast ? '' : '</v>'}`;
  }
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

export function oneLine(text: string): string {
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

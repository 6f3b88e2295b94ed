/** The documents of a transcript, the machine's or an edited one. */
import { cuesOf } from '../cues/cues-of.ts';
import { namesIn, render, showsVoices } from '../subtitles.ts';
import type { DocumentFormat } from './document-format.ts';
import { plainCuesOf } from './plain-cues.ts';
import { transcriptDocx } from './transcript-docx.ts';
import type { TranscriptSource } from './transcript-source.ts';

/** What a document says of its recording. */
export interface Recording {
  filename: string;
  createdAt: string;
}

/** Undefined: as usual in the format. Times are of txt and docx, speakers of all but json. */
export interface DocumentOptions {
  times?: boolean | undefined;
  speakers?: boolean | undefined;
}

export function renderTranscript(
  of: TranscriptSource & Recording,
  format: DocumentFormat,
  options: DocumentOptions,
): string | Uint8Array {
  const { transcript } = of;
  switch (format) {
    case 'docx':
      return transcriptDocx(
        { ...of, version: transcript.version },
        { ...options, nameOf: namesIn(transcript) },
      );
    case 'json':
    case 'txt':
      return render({ transcript, cues: [] }, format, options);
    case 'srt':
    case 'vtt':
      return render({ transcript, cues: subtitlesOf(of, format, options) }, format, options);
  }
}

/** SubRip has no voices: names are words there. */
function subtitlesOf(of: TranscriptSource, format: 'srt' | 'vtt', options: DocumentOptions) {
  const { transcript, words = transcript.words } = of;
  const isSpoken = format === 'srt' ? options.speakers === true : showsVoices(transcript, options);
  if (!isSpoken) return plainCuesOf(of);
  const nameOf = format === 'srt' ? namesIn(transcript) : undefined;
  return cuesOf({ ...transcript, words, nameOf });
}

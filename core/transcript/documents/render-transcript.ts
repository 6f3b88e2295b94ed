/** The documents of a transcript, the machine's or an edited one. */
import { cuesOf } from '../cues/cues-of.ts';
import { render } from '../subtitles.ts';
import type { Transcript } from '../transcript.ts';
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
  const named = { ...options, nameOf: namesOf(transcript) };
  switch (format) {
    case 'docx':
      return transcriptDocx({ ...of, version: transcript.version }, named);
    case 'json':
    case 'txt':
      return render({ transcript, cues: [] }, format, named);
    case 'srt':
    case 'vtt':
      return render({ transcript, cues: subtitlesOf(of, format, options) }, format, named);
  }
}

/** SubRip has no voices: names are words there. */
function subtitlesOf(of: TranscriptSource, format: 'srt' | 'vtt', { speakers }: DocumentOptions) {
  if (speakers !== true) return plainCuesOf(of);
  const { transcript, words = transcript.words } = of;
  const nameOf = format === 'srt' ? namesOf(transcript) : undefined;
  return cuesOf({ ...transcript, words, nameOf });
}

function namesOf({ speakers = {} }: Transcript): (speaker: string) => string {
  return (speaker) => (Object.hasOwn(speakers, speaker) ? speakers[speaker] : undefined) ?? speaker;
}

/** Documents of an edited transcript. */
import { cuesOf } from '../transcript/cues/cues-of.ts';
import { render } from '../transcript/subtitles.ts';
import { textOf, type Transcript, type TranscriptFormat } from '../transcript/transcript.ts';
import { nameOfSpeaker, type EditedTranscript } from './edited-transcript.ts';
import { editedTranscript } from './transcript-of.ts';

/** The machine's transcript with the edited text in place of its own. */
export function renderEdited(
  machine: Transcript,
  document: EditedTranscript,
  format: TranscriptFormat,
): string {
  const { segments, words } = editedTranscript(document);
  if (format === 'json') {
    const { version, names: speakers } = document;
    // A job that was asked for no word times has none of the edited text either.
    const timed = machine.words && { words };
    const text = textOf(segments);
    return JSON.stringify({ ...machine, text, segments, ...timed, version, speakers });
  }
  const named = segments.map((segment) => ({
    ...segment,
    ...(segment.speaker !== undefined && { speaker: nameOfSpeaker(document, segment.speaker) }),
  }));
  const isSubtitle = format === 'srt' || format === 'vtt';
  const { durationSeconds } = machine;
  const cues = isSubtitle ? cuesOf({ segments: named, words, durationSeconds }) : [];
  return render({ transcript: { segments: named }, cues }, format);
}

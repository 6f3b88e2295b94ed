/** What the documents of an edited transcript are made of. */
import type { TranscriptSource } from '../transcript/documents/transcript-source.ts';
import { textOf, type Transcript } from '../transcript/transcript.ts';
import { isList } from '../transcript/speaker-names.ts';
import { editedSpeakers } from './edited-speakers.ts';
import type { EditedTranscript } from './edited-transcript.ts';
import { editedTranscript } from './transcript-of.ts';

/** The machine's transcript with the edited text in place of its own. */
export function editedSource(machine: Transcript, document: EditedTranscript): TranscriptSource {
  const { speakers: heard } = machine;
  const { segments, words } = editedTranscript(document, { hasSpeakers: isList(heard) });
  const { version, names } = document;
  const speakers = isList(heard) ? editedSpeakers(heard, document) : names;
  // A job that was asked for no word times has none of the edited text either.
  const timed = machine.words && { words };
  const text = textOf(segments);
  return { transcript: { ...machine, text, segments, ...timed, version, speakers }, words };
}

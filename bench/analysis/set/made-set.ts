/**
 * The test set: true claims about made recordings, and falsehoods planted in them. Hand-written pairs, so
 * that a falsehood is a sentence as natural as the true one; what was never said is cited in four ways.
 */
import type { RawClaim } from '../../../core/analysis/analysis.ts';
import { SetFault } from './set-fault.ts';
import {
  recordingFiles,
  type NeverSaid,
  type RecordingFile,
  type WrittenClaim,
} from './recording-file.ts';
import { timedSegments, type Transcript } from './timed-segments.ts';

export const FALSEHOODS = ['number', 'name', 'negation', 'never-said'] as const;
export type Falsehood = (typeof FALSEHOODS)[number];

export interface MadeClaim {
  raw: RawClaim;
  /** What is wrong; undefined: true. */
  falsehood?: Falsehood;
  /** Form of a true claim; how something never said is cited; otherwise the kind of falsehood. */
  form: string;
}

export interface Recording {
  name: string;
  title: string;
  heldOut: boolean;
  transcript: Transcript;
  claims: MadeClaim[];
}

/** @throws SetFault where a quote is not in its segment, or a falsehood's quote is in one */
export function madeSet(): Recording[] {
  return [...recordingFiles()].map(([name, file]) => ({
    name,
    title: file.title,
    heldOut: file.heldOut,
    transcript: timedSegments(name, file),
    claims: [
      ...file.claims.flatMap((written) => claimsOf(written, file)),
      ...file.neverSaid.flatMap((written) => neverSaidOf(written, file)),
    ],
  }));
}

function claimsOf(written: WrittenClaim, file: RecordingFile): MadeClaim[] {
  const support = written.cites.map((cite) => citation(cite, file));
  const planted = (['number', 'name', 'negation'] as const).flatMap((falsehood) =>
    (written[falsehood] ?? []).map((text) => ({
      raw: { text, support },
      falsehood,
      form: falsehood,
    })),
  );
  return [{ raw: { text: written.true, support }, form: written.form }, ...planted];
}

/** With invented words, with words of something else, with none, and with a segment that is not there. */
function neverSaidOf({ false: text, quote, beside }: NeverSaid, file: RecordingFile): MadeClaim[] {
  if (file.segments.some((said) => said.includes(quote))) throw new SetFault(quote, 'is said');
  const other = citation(beside, file);
  const cited = {
    'invented-quote': [{ segment: other.segment, quote }],
    'other-quote': [other],
    'no-quote': [],
    'unknown-segment': [{ segment: file.segments.length + 40, quote }],
  };
  return Object.entries(cited).map(([form, support]) => ({
    raw: { text, support },
    falsehood: 'never-said' as const,
    form,
  }));
}

function citation(cite: string, { segments }: RecordingFile): RawClaim['support'][number] {
  const [id = '', ...rest] = cite.split(': ');
  const quote = rest.join(': ');
  if (segments[Number(id)]?.includes(quote) !== true) throw new SetFault(cite, 'is not said there');
  return { segment: Number(id), quote };
}

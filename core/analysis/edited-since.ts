/**
 * Marks claims whose quoted words were edited since. An analysis rests on the machine's text; a change
 * of case and punctuation alone is none.
 */
import { changedWords, type Change } from '../editing/changed-words.ts';
import type { EditedTranscript, Paragraph } from '../editing/edited-transcript.ts';
import { normalised } from '../transcript/tokens.ts';
import type { AnalysisDocument, Claim, Support } from './analysis.ts';
import { restsOnEdits } from './rests-on-edits.ts';

/** Seconds by which times may differ that were rounded. */
const SLACK = 0.011;

/** @param edited the newest version of `machine` */
export function markEdited(
  document: AnalysisDocument,
  { machine, edited }: { machine: EditedTranscript; edited: EditedTranscript },
): AnalysisDocument {
  const changes = new ChangedWords(machine, changedWords(machine, edited).filter(isHeard));
  const analyses = document.analyses.map((analysis) => ({
    ...analysis,
    claims: analysis.claims.map((claim) => marked(claim, changes)),
  }));
  const claims = analyses.flatMap((analysis) => analysis.claims).filter(restsOnEdits).length;
  return { ...document, edited: { version: edited.version, claims }, analyses };
}

function marked(claim: Claim, changes: ChangedWords): Claim {
  const support = claim.support.map(({ changed: _, ...one }) =>
    changes.touch(one) ? { ...one, changed: true as const } : one,
  );
  return { ...claim, support };
}

function isHeard({ before, after }: Change): boolean {
  return normalised(before) !== normalised(after);
}

class ChangedWords {
  private readonly machine: EditedTranscript;
  private readonly places: ReadonlyMap<string, number>;
  private readonly changed: ReadonlySet<string>;
  /** Pairs of words between which some were inserted. */
  private readonly insertions: readonly Change[];

  constructor(machine: EditedTranscript, changes: readonly Change[]) {
    this.machine = machine;
    this.places = new Map(machine.paragraphs.map(({ id }, index) => [id, index]));
    this.changed = new Set(changes.flatMap((change) => change.machine));
    this.insertions = changes.filter((change) => change.machine.length === 0);
  }

  /** Whether words of a quote were changed, or others inserted between them. */
  touch(support: Support): boolean {
    if (support.match === 'none') return false;
    const quoted = this.quoted(support);
    return (
      [...quoted].some((id) => this.changed.has(id)) ||
      this.insertions.some(
        ({ between: { before = '', after = '' } }) => quoted.has(before) && quoted.has(after),
      )
    );
  }

  /** Ids of the quoted words: those of the quote's time that its speaker says. */
  private quoted({ segment, start, end }: Support): Set<string> {
    const ids = new Set<string>();
    const first = this.places.get(`${segment}`) ?? this.machine.paragraphs.length;
    const speaker = this.machine.paragraphs[first]?.speaker;
    for (const paragraph of this.machine.paragraphs.slice(first)) {
      if (paragraph.start > end) break;
      if (paragraph.speaker === speaker) addWithin(ids, paragraph, { start, end });
    }
    return ids;
  }
}

function addWithin(ids: Set<string>, { words }: Paragraph, of: { start: number; end: number }) {
  for (const word of words) {
    if (word.start >= of.start - SLACK && word.end <= of.end + SLACK) ids.add(word.id);
  }
}

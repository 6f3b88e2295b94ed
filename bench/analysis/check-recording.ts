import { checkClaim } from '../../core/analysis/proof/check-claim.ts';
import { Evidence } from '../../core/analysis/proof/evidence.ts';
import type { Claim, RawClaim } from '../../core/analysis/analysis.ts';
import type { Transcript } from './set/timed-segments.ts';

/** The check of claims about one recording, as an analysis does it. */
export function checkRecording({
  transcript,
}: {
  transcript: Transcript;
}): (raw: RawClaim) => Claim {
  const evidence = new Evidence(transcript);
  return (raw) => checkClaim(raw, evidence);
}

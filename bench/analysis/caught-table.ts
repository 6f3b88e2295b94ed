/** What `checkedSet` found, as Markdown. */
import { isMarked, shares, type CheckedClaim } from './caught.ts';

export function caughtTable(checked: readonly CheckedClaim[]): string {
  const parts = [
    checked.filter(({ recording }) => !recording.heldOut),
    checked.filter(({ recording }) => recording.heldOut),
    checked,
  ].map(shares);
  const [all = []] = parts.slice(-1);
  const rows = all.map(({ what, claims }, nth) => {
    const figures = parts.map((part) => {
      const { marked = 0, claims: of = 0 } = part[nth] ?? {};
      return of === 0 ? '' : `${((100 * marked) / of).toFixed(1)} % (${marked})`;
    });
    return `| ${[what, claims, ...figures].join(' | ')} |`;
  });
  return [
    '| marked | claims | open recordings | held out | all |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** Each claim that is wrongly marked, or wrongly not. Of held-out recordings only on request. */
export function misses(checked: readonly CheckedClaim[]): string[] {
  return checked
    .filter((one) => isMarked(one) !== (one.made.falsehood !== undefined))
    .map(({ recording, made, verdict }) => {
      const marks = (verdict.marks ?? []).map(({ kind, detail }) => `${kind} (${detail})`);
      const cited = made.raw.support.map(({ segment, quote }) => `    ${segment}: ${quote}`);
      const what = made.falsehood === undefined ? 'true' : 'FALSE';
      const how = [verdict.status, ...marks].join(', ');
      const where = `${recording.name}${recording.heldOut ? ' (held out)' : ''}`;
      return [`${what}, ${made.form}, ${where}: ${made.raw.text}`, ...cited, `  ${how}`].join('\n');
    });
}

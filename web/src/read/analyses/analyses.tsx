/** Analyses of the recording: what the language model claims, and the words that it rests on. */
import type { Schemas } from '../../app/api.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useReading } from '../reading.ts';
import { ClaimItem } from './claim.tsx';
import { texts } from './texts.ts';
import { useAnalyses } from './use-analyses.ts';
import './analyses.css';

export function Analyses() {
  const { jobId } = useReading();
  const { answer, error } = useAnalyses(jobId ?? '');
  if (error !== undefined) return <ProblemNotice error={error} />;
  if (!answer) return <p class="loading" aria-busy="true" />;
  if (answer.analyses.length === 0) {
    return <p class="small">{answer.complete ? texts.value.none : texts.value.pending}</p>;
  }
  return (
    <div class="analyses">
      {answer.edited !== undefined && <Notice kind="info">{texts.value.editedSince}</Notice>}
      {answer.analyses.map((analysis, nth) => (
        <OneAnalysis key={nth} analysis={analysis} />
      ))}
    </div>
  );
}

function OneAnalysis({ analysis }: { analysis: Schemas['Analysis'] }) {
  const { presets, pending, failed } = texts.value;
  return (
    <section>
      <h3>{presets[analysis.preset] ?? analysis.preset}</h3>
      {analysis.status === 'pending' && <p class="small">{pending}</p>}
      {analysis.status === 'failed' && <p class="small">{failed}</p>}
      <ul class="claims">
        {analysis.claims.map((claim, nth) => (
          <ClaimItem key={nth} claim={claim} />
        ))}
      </ul>
    </section>
  );
}

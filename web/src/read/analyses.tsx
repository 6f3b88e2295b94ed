/** Analyses of the recording: each claim with its quotes, and each quote a click from its second. */
import { useEffect, useState } from 'preact/hooks';
import { answered, api, type Schemas } from '../app/api.ts';
import { clock } from '../i18n/format.ts';
import { byName } from '../i18n/by-name.ts';
import { inLanguage } from '../i18n/language.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useReading } from './reading.ts';

const texts = inLanguage({
  sv: {
    presets: byName({
      summary: 'Sammanfattning',
      minutes: 'Protokoll',
      chapters: 'Kapitel',
      qa: 'Frågor och svar',
      custom: 'Egen analys',
    }),
    status: byName({
      supported: 'Stöds av det sagda',
      doubtful: 'Tveksamt',
      unsupported: 'Utan stöd',
    }),
    changed: 'De citerade orden har ändrats sedan dess',
    editedSince: 'Texten har rättats sedan analysen gjordes.',
    pending: 'Analysen är inte klar än.',
    failed: 'Analysen misslyckades.',
    none: 'Det finns ingen analys av inspelningen.',
    notSaid: 'finns inte i inspelningen',
  },
  en: {
    presets: {
      summary: 'Summary',
      minutes: 'Minutes',
      chapters: 'Chapters',
      qa: 'Questions and answers',
      custom: 'Own analysis',
    },
    status: {
      supported: 'Supported by what was said',
      doubtful: 'Doubtful',
      unsupported: 'Unsupported',
    },
    changed: 'The quoted words have been edited since',
    editedSince: 'The text has been edited since the analysis was made.',
    pending: 'The analysis is not done yet.',
    failed: 'The analysis failed.',
    none: 'There is no analysis of the recording.',
    notSaid: 'not in the recording',
  },
});

/** While it is not complete, in ms. */
const AGAIN_MS = 10_000;

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

function useAnalyses(jobId: string) {
  const [answer, setAnswer] = useState<Schemas['Analyses']>();
  const [error, setError] = useState<unknown>();
  const { manuscript } = useReading();
  const version = manuscript.mending.value?.versions.value.length ?? 0;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasLeft = false;
    const load = async () => {
      try {
        const params = { path: { id: jobId } };
        const now = await answered(api.GET('/jobs/{id}/analysis', { params }));
        if (hasLeft) return;
        setAnswer(now);
        if (!now.complete) timer = setTimeout(() => void load(), AGAIN_MS);
      } catch (problem) {
        if (!hasLeft) setError(problem);
      }
    };
    void load();
    return () => {
      hasLeft = true;
      clearTimeout(timer);
    };
  }, [jobId, version]);
  return { answer, error };
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
          <OneClaim key={nth} claim={claim} />
        ))}
      </ul>
    </section>
  );
}

function OneClaim({ claim }: { claim: Schemas['Claim'] }) {
  return (
    <li class={`claim claim-${claim.status}`}>
      <p>{claim.text}</p>
      {claim.status !== 'supported' && (
        <p class="claim-status">
          {texts.value.status[claim.status] ?? claim.status}
          {claim.marks
            ?.map(({ detail }) => detail)
            .filter((detail) => detail !== '')
            .map((detail) => ` · ${detail}`)}
        </p>
      )}
      {claim.support.map((support, nth) => (
        <Quote key={nth} support={support} />
      ))}
    </li>
  );
}

function Quote({ support }: { support: Schemas['ClaimSupport'] }) {
  const reading = useReading();
  const { quote, start, match, changed } = support;
  if (match === 'none') {
    return (
      <p class="quote small">
        “{quote}” ({texts.value.notSaid})
      </p>
    );
  }
  return (
    <>
      <button type="button" class="place" onClick={() => reading.goToTime(start)}>
        <span class="place-head figures">{clock(start)}</span>
        <span class="place-text">“{quote}”</span>
      </button>
      {changed && <p class="small claim-changed">{texts.value.changed}</p>}
    </>
  );
}

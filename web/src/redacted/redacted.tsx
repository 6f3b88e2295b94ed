/** The redacted copy: its text and its sound, and beside them what was found, to be confirmed. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { addressOf, route } from '../app/route.ts';
import { Manuscript } from '../read/document/manuscript.ts';
import { Reading } from '../read/reading.ts';
import { ReadingView } from '../read/view.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { ViewHeading } from '../ui/view-heading.tsx';
import { FoundPanel } from './found-panel.tsx';
import {
  decide,
  redactedSource,
  redactionOf,
  type Decisions,
  type Redaction,
} from './redacted-source.ts';
import { texts } from './texts.ts';
import './redacted.css';

export function Redacted() {
  const jobId = route.value.view === 'redacted' ? route.value.jobId : '';
  const [redaction, setRedaction] = useState<Redaction>();
  const [error, setError] = useState<unknown>();
  useEffect(() => void redactionOf(jobId).then(setRedaction, setError), [jobId]);
  const onDecide = (decisions: Decisions) => {
    setError(undefined);
    decide(jobId, decisions).then(setRedaction, setError);
  };
  return (
    <>
      {error !== undefined && <ProblemNotice error={error} />}
      {redaction === undefined && error === undefined && <p class="loading" aria-busy="true" />}
      {redaction && <Copy jobId={jobId} redaction={redaction} onDecide={onDecide} />}
    </>
  );
}

interface CopyProps {
  jobId: string;
  redaction: Redaction;
  onDecide: (decisions: Decisions) => void;
}

/** After each decision the text is read anew. */
function Copy({ jobId, redaction, onDecide }: CopyProps) {
  const reading = useMemo(() => {
    const source = redactedSource(jobId);
    const beside = {
      label: () => texts.value.found,
      view: () => <FoundPanel redaction={redaction} onDecide={onDecide} />,
    };
    return new Reading({ source, manuscript: new Manuscript(source), beside });
  }, [redaction]);
  const said = texts.value;
  return (
    <ReadingView
      key={JSON.stringify([redaction.decisions, redaction.editsVersion])}
      reading={reading}
    >
      <header class="reading-head">
        <ViewHeading title={said.title} />
        <p class="small">{said.lead}</p>
        <p>
          <a class="button" href={addressOf.job(jobId)}>
            {said.original}
          </a>
        </p>
      </header>
      {redaction.editsAreBehind && (
        <Notice kind="warning">
          {said.editsAreBehind}{' '}
          <button type="button" onClick={() => onDecide({ reject: [], add: [] })}>
            {said.makeAnew}
          </button>
        </Notice>
      )}
      {redaction.audioIsBehind && <Notice kind="warning">{said.audioIsBehind}</Notice>}
    </ReadingView>
  );
}

/** One transcript, for people with its link: to be read, heard and downloaded, not to be changed. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { ApiProblem } from '../app/api-problem.ts';
import { route } from '../app/route.ts';
import { Documents } from '../hand-on/documents.tsx';
import { duration, moment } from '../i18n/format.ts';
import { languageName } from '../i18n/language-name.ts';
import { Manuscript } from '../read/document/manuscript.ts';
import { Reading } from '../read/reading.ts';
import { ReadingView } from '../read/view.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { ViewHeading } from '../ui/view-heading.tsx';
import { sharedTranscript, sourceOfLink, type SharedTranscript } from './shared-source.ts';
import { texts } from './texts.ts';
import '../hand-on/hand-on.css';
import './shared.css';

export function Shared() {
  const token = route.value.view === 'shared' ? route.value.token : '';
  const [shared, setShared] = useState<SharedTranscript>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    sharedTranscript(token).then(setShared, setError);
  }, [token]);
  if (isOver(error)) return <Over />;
  if (error !== undefined) return <ProblemNotice error={error} />;
  if (!shared) return <p class="loading" aria-busy="true" />;
  return <SharedReading token={token} shared={shared} />;
}

/** Unknown, ended, revoked and deleted links answer alike; 422: the token is none. */
function isOver(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 404 || error.status === 422);
}

function Over() {
  return (
    <>
      <ViewHeading title={texts.value.overTitle} />
      <Notice kind="info">{texts.value.over}</Notice>
    </>
  );
}

interface SharedReadingProps {
  token: string;
  shared: SharedTranscript;
}

function SharedReading({ token, shared }: SharedReadingProps) {
  const reading = useMemo(() => {
    const source = sourceOfLink(token, shared);
    return new Reading({ source, manuscript: new Manuscript(source) });
  }, [token]);
  return (
    <ReadingView reading={reading}>
      <header class="reading-head">
        <ViewHeading title={shared.filename} />
        <p class="small">{factsOf(shared)}</p>
        <p class="small">{texts.value.until(moment(shared.expiresAt))}</p>
        <details class="shared-documents">
          <summary>{texts.value.download}</summary>
          <Documents
            path={`/links/${encodeURIComponent(token)}/transcript`}
            filename={shared.filename}
            hasSpeakers={reading.speakers.value.size > 0}
            hasVersions={false}
          />
        </details>
      </header>
    </ReadingView>
  );
}

function factsOf({ createdAt, durationSeconds, language }: SharedTranscript): string {
  const facts = [
    moment(createdAt),
    durationSeconds === null ? '' : duration(durationSeconds),
    languageName(language),
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

/** The transcript of a job of one's own: read and mended. */
import { useMemo } from 'preact/hooks';
import type { Job } from '../app/api.ts';
import { addressOf } from '../app/route.ts';
import { duration, moment } from '../i18n/format.ts';
import { languageName } from '../i18n/language-name.ts';
import { ChangesSwitch } from '../mend/changes-switch.tsx';
import { LostEdits } from '../mend/lost-edits.tsx';
import { OldVersion } from '../mend/old-version.tsx';
import { SaveStateLine } from '../mend/save-state-line.tsx';
import { versionsOfJob } from '../mend/versions-api.ts';
import { Icon } from '../ui/icon.tsx';
import { ViewHeading } from '../ui/view-heading.tsx';
import { Manuscript } from './document/manuscript.ts';
import { Remarks } from './doubt/remarks.tsx';
import { Reading } from './reading.ts';
import { sourceOfJob } from './source.ts';
import { texts } from './texts.ts';
import { ReadingView } from './view.tsx';

export function JobReading({ job }: { job: Job }) {
  const reading = useMemo(() => readingOf(job), [job.jobId]);
  const mending = reading.manuscript.mending.value;
  return (
    <ReadingView reading={reading}>
      <header class="reading-head">
        <ViewHeading title={job.audio.filename} />
        <div class="row reading-facts">
          <Facts job={job} />
          <div class="row reading-actions">
            {mending && <SaveStateLine mending={mending} />}
            {mending && <ChangesSwitch />}
            {job.redact?.keepOriginal && (
              <a class="button" href={addressOf.redacted(job.jobId)}>
                {texts.value.redacted}
              </a>
            )}
            <a class="button primary" href={addressOf.handOn(job.jobId)}>
              <Icon name="download" />
              {texts.value.handOn}
            </a>
          </div>
        </div>
      </header>
      {mending && <LostEdits mending={mending} />}
      <OldVersion />
      <Remarks job={job} />
    </ReadingView>
  );
}

function Facts({ job }: { job: Job }) {
  const { durationSeconds } = job.audio;
  const facts = [
    moment(job.createdAt),
    durationSeconds === undefined ? '' : duration(durationSeconds),
    languageName(job.language),
    ...keptUntil(job),
  ];
  return <p class="small">{facts.filter((fact) => fact !== '').join(' · ')}</p>;
}

/** When the sound and the text are deleted, where the job or its owner said so. */
function keptUntil({ retention }: Job): string[] {
  const { soundUntil, textUntil } = texts.value;
  return [
    ...(retention?.audioUntil ? [soundUntil(moment(retention.audioUntil))] : []),
    ...(retention?.transcriptUntil ? [textUntil(moment(retention.transcriptUntil))] : []),
  ];
}

function readingOf({ jobId, analysis, result }: Job): Reading {
  const hasAnalysis = analysis !== undefined || result?.analysis !== undefined;
  const source = sourceOfJob(jobId);
  const manuscript = new Manuscript(source, versionsOfJob(jobId));
  return new Reading({ source, manuscript, job: { jobId, hasAnalysis } });
}

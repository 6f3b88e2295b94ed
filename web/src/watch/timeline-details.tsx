/** What has happened to the job so far, read when it is opened. */
import { useEffect, useState } from 'preact/hooks';
import { answered, api, type Schemas } from '../app/api.ts';
import { clock, moment } from '../i18n/format.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { texts } from './texts.ts';
import { timelineTexts } from './timeline-texts.ts';

type Event = Schemas['TimelineEvent'];

/** @param status when it changes, an open list is read anew */
export function TimelineDetails({ jobId, status }: { jobId: string; status: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="timeline" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.value.timeline}</summary>
      {isOpen && <Events jobId={jobId} status={status} />}
    </details>
  );
}

function Events({ jobId, status }: { jobId: string; status: string }) {
  const [events, setEvents] = useState<readonly Event[]>([]);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const asked = api.GET('/jobs/{id}/timeline', { params: { path: { id: jobId } } });
    answered(asked).then((timeline) => setEvents(timeline.events), setError);
  }, [jobId, status]);
  if (error !== undefined) return <ProblemNotice error={error} />;
  const start = Date.parse(events[0]?.at ?? '');
  return (
    <ol class="timeline-events">
      {events.map(({ at, what, attempt }) => (
        <li key={`${at} ${what} ${attempt}`}>
          <time dateTime={at} title={moment(at)}>
            {clock((Date.parse(at) - start) / 1000)}
          </time>
          <span>{timelineTexts.value[what]}</span>
        </li>
      ))}
    </ol>
  );
}

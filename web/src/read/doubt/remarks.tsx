/** What to know of the whole transcript before it is trusted. */
import type { Job } from '../../app/api.ts';
import { Notice } from '../../ui/notice.tsx';
import { texts } from '../texts.ts';

export function Remarks({ job }: { job: Job }) {
  const names = [...(job.flags ?? []), ...(job.audio.truncated ? ['truncated'] : [])];
  const remarks = names.flatMap((name) => texts.value.remarks[name] ?? []);
  if (remarks.length === 0) return null;
  return (
    <Notice kind="warning">
      {remarks.map((remark) => (
        <p key={remark}>{remark}</p>
      ))}
    </Notice>
  );
}

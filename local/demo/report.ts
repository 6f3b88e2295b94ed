/** The demo's output: transcript and timeline of a job. */
import type { TimelineEvent } from '../../core/job/timeline.ts';
import type { Transcript } from '../../core/transcript/transcript.ts';

const BAR_COLUMNS = 40;
/** Length of `instance-terminated`, the longest event name that the demo usually shows. */
const NAME_COLUMNS = 19;

/** Activity that each event concludes. */
const SPENT_ON: Record<TimelineEvent['what'], string> = {
  created: 'the API creates the job',
  reserved: 'money reserved',
  'given-back': 'unused money given back',
  uploaded: 'the file is uploaded, its object checked',
  launching: 'the workflow starts',
  reused: 'the same audio was transcribed before',
  'earlier-result-gone': 'what was transcribed before is deleted',
  waiting: 'EC2 has no instance yet',
  'pools-refused': 'some pools had no instance',
  'instance-launched': 'EC2 is asked for an instance',
  'sent-to-endpoint': 'SageMaker has it in its queue',
  offered: 'the job is offered to a pool of machines',
  taken: 'a machine of the pool takes the job',
  'fell-over': 'no machine of the pool took it: another route',
  running: 'EC2 starts the instance',
  booted: 'the instance boots',
  processing: 'the agent claims the work order',
  'audio-ready': 'the audio is downloaded',
  'model-ready': 'the engine loads its model (it began with the boot)',
  'first-segment': 'the first words are heard',
  transcribed: 'the rest is transcribed',
  written: 'the results are written',
  'transcript-published': 'the transcript can be read; the analyses go on',
  'program-ready': 'the language model is loaded (it began with the claim)',
  analysed: 'the analyses are written',
  completed: 'the job is settled',
  'output-written': 'the documents are written to another bucket as well',
  'output-failed': 'they could not be written there',
  'attempt-failed': 'the attempt failed',
  failed: 'the job failed',
  cancelled: 'the job was cancelled',
  'option-ignored': 'an option was ignored',
  'interruption-warned': 'EC2 announced that it takes the instance back',
  'rebalance-recommended': 'EC2 recommended another instance',
  'instance-ended': 'the instance is ending',
  'instance-terminated': 'the instance is gone',
  'webhook-delivered': 'the webhook is delivered',
  'webhook-failed': 'a delivery of the webhook failed',
  'audio-deleted': 'the audio was deleted, as the retention says',
  'transcript-deleted': 'the transcript was deleted, as the retention says',
};

export function transcriptLines({ segments }: Transcript): string[] {
  if (segments.length === 0) return ['(no speech)'];
  return segments.map(
    ({ start, end, text, confidence }) =>
      `${seconds(start, 7)} – ${seconds(end, 7)}  ${text}  (${Math.round(confidence * 100)} %)`,
  );
}

/** One line per event: time since the start, time since the previous event, and a bar of the latter. */
export function timelineLines(events: readonly TimelineEvent[]): string[] {
  const start = Date.parse(events[0]?.at ?? '');
  const ats = events.map(({ at }) => (Date.parse(at) - start) / 1000);
  const total = Math.max(0.001, ats.at(-1) ?? 0);
  return events.map(({ what }, index) => {
    const at = ats[index] ?? 0;
    const took = at - (ats[index - 1] ?? 0);
    const bar = '█'.repeat(Math.round((took / total) * BAR_COLUMNS));
    return `${seconds(at, 7)}  +${seconds(took, 6)}  ${what.padEnd(NAME_COLUMNS)} ${SPENT_ON[what].padEnd(52)} ${bar}`.trimEnd();
  });
}

function seconds(value: number, width: number): string {
  return `${value.toFixed(2).padStart(width - 2)} s`;
}

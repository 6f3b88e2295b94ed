/** Who works when, in seconds since the job was created: bars and marks for the plot. */
import type { JobRecord } from './record.ts';

export const LANES = ['machine', 'engine', 'language model', 'told'] as const;
export type Lane = (typeof LANES)[number];

export interface Bar {
  lane: Lane;
  kind: 'boot' | 'load' | 'transcribe' | 'chapters' | 'reduce';
  from: number;
  to: number;
}

export interface Mark {
  lane: Lane;
  label: string;
  at: number;
}

export interface TimelineFigures {
  title: string;
  seconds: number;
  lanes: readonly Lane[];
  bars: Bar[];
  marks: Mark[];
}

type Moments = (what: string) => number | undefined;

export function timelineFigures(record: JobRecord): TimelineFigures {
  const since = (at: string) => (Date.parse(at) - Date.parse(record.createdAt)) / 1000;
  const moment: Moments = (what) => {
    const event = record.events.find((one) => one.what === what);
    return event && since(event.at);
  };
  const marks = marksOf(record, { moment, since });
  const bars = [
    ...phase('machine', 'boot', [moment('instance-launched'), moment('booted')]),
    ...phase('engine', 'load', [moment('booted'), moment('model-ready')]),
    ...phase('engine', 'transcribe', [moment('audio-ready'), moment('transcribed')]),
    ...phase('language model', 'load', [moment('processing'), moment('program-ready')]),
    ...answers(record, { ready: moment('program-ready') ?? 0, since }),
  ];
  const seconds = Math.max(...bars.map(({ to }) => to), ...marks.map(({ at }) => at));
  return { title: record.title, seconds, lanes: LANES, bars, marks };
}

/** None where one of the two is not known. */
function phase(
  lane: Lane,
  kind: Bar['kind'],
  [from, to]: [number | undefined, number | undefined],
): Bar[] {
  return from === undefined || to === undefined || to <= from ? [] : [{ lane, kind, from, to }];
}

/** One after the other. Times of storage have whole seconds: none begins before the one before has ended. */
function answers(
  { questions }: JobRecord,
  { ready, since }: { ready: number; since: (at: string) => number },
): Bar[] {
  let free = ready;
  const inOrder = [...questions].sort((a, b) => since(a.at) - since(b.at));
  return inOrder.flatMap(({ name, at, seconds }) => {
    const to = Math.max(since(at), free + seconds);
    const from = Math.max(free, to - seconds);
    free = to;
    const kind = name.includes('-all-') ? 'reduce' : 'chapters';
    return phase('language model', kind, [from, to]);
  });
}

function marksOf(
  { analyses, webhooks }: JobRecord,
  { moment, since }: { moment: Moments; since: (at: string) => number },
): Mark[] {
  const mark = (lane: Lane, label: string, at: number | undefined): Mark[] =>
    at === undefined ? [] : [{ lane, label, at }];
  return [
    ...mark('engine', 'first segment', moment('first-segment')),
    ...mark('told', 'transcript published', moment('transcript-published')),
    ...webhooks.flatMap(({ event, at }) => mark('told', event, since(at))),
    ...analyses.flatMap(({ preset, completedAt }) =>
      mark('language model', `${preset} written`, since(completedAt)),
    ),
  ].sort((a, b) => a.at - b.at);
}

/** Files with several audio tracks: selecting one, and listing them. */
import * as z from 'zod';

const WHICH =
  'Of a file with several audio tracks: which one, counted from 0, or `mix` for all together. Without it, the main one. A track that the file does not have fails the job as `OptionInvalid`.';
const NO_TRACK = 'a number from 0 to 63, or "mix"';

export const Track = z
  .union([z.int().min(0, NO_TRACK).max(63, NO_TRACK), z.literal('mix')], {
    error: ({ input }) => (input === undefined ? undefined : NO_TRACK),
  })
  .describe(WHICH);
export type Track = z.infer<typeof Track>;

/** Text form of Track, for object metadata. */
export const TrackText = z
  .string()
  .regex(/^(mix|[1-5]?[0-9]|6[0-3])$/, NO_TRACK)
  .describe(WHICH)
  .transform((text): Track => (text === 'mix' ? text : Number(text)));

/** One of several audio tracks. `index` counts audio tracks only; `heard`: it was transcribed. */
export const AudioTrack = z
  .strictObject({
    index: z.int().min(0),
    codec: z.string(),
    channels: z.int().min(0),
    language: z.string().optional(),
    title: z.string().optional(),
    heard: z.boolean(),
  })
  .meta({ id: 'AudioTrack' });
export type AudioTrack = z.infer<typeof AudioTrack>;

/** Most tracks listed in a job, and characters per text: bounds the size of webhook bodies. */
const MAX_TRACKS = 32;
const MAX_TRACK_TEXT = 60;

/** Track list that an attempt writes; titles are free text. */
export const AttemptTracks = z.strictObject({ tracks: z.array(AudioTrack).max(MAX_TRACKS) });
export type AttemptTracks = z.infer<typeof AttemptTracks>;

/** Files with a single track list none. */
export function hasSeveral(tracks: AudioTrack[] | undefined): tracks is AudioTrack[] {
  return tracks !== undefined && tracks.length > 1;
}

/** The first MAX_TRACKS tracks, transcribed ones preferred, with texts truncated. */
export function shownTracks(tracks: readonly AudioTrack[]): AudioTrack[] {
  const [heard, others] = [tracks.filter((one) => one.heard), tracks.filter((one) => !one.heard)];
  const shown = [...heard, ...others].slice(0, MAX_TRACKS);
  return shown.sort((a, b) => a.index - b.index).map(withShortTexts);
}

function withShortTexts({ codec, language, title, ...numbers }: AudioTrack): AudioTrack {
  const short = (text: string) => text.slice(0, MAX_TRACK_TEXT).toWellFormed();
  return {
    ...numbers,
    codec: short(codec),
    ...(language !== undefined && { language: short(language) }),
    ...(title !== undefined && { title: short(title) }),
  };
}

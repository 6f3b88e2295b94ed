/** Speakers of one sound: what a job asks for, and what its transcript says of each. */
import * as z from 'zod';

/** As the engine's clustering is bounded. */
export const MAX_SPEAKERS = 20;

const NO_COUNT = `a whole number from 1 to ${MAX_SPEAKERS}`;
const NO_SPEAKERS = `"off", "auto", ${NO_COUNT}, or {"min", "max"} of such numbers`;

const count = z.int(NO_COUNT).min(1, NO_COUNT).max(MAX_SPEAKERS, NO_COUNT);

const Bounds = z
  .strictObject({ min: count, max: count })
  .refine(({ min, max }) => min <= max, { message: 'min must not be above max', path: ['min'] });

/** As a request says it. */
export const RequestedSpeakers = z
  .union([z.enum(['off', 'auto'], NO_SPEAKERS), count, Bounds], {
    error: ({ input }) => (input === undefined ? undefined : NO_SPEAKERS),
  })
  .describe(
    'Who speaks when: each segment gets a speaker, `S1`, `S2`, … `auto` finds out how many there are; a number, or the least and the most, where you know it. By default `off`. With `channels: "split"` the channels tell, and nothing is worked out.',
  );
export type RequestedSpeakers = z.infer<typeof RequestedSpeakers>;

/** As a job has it; absent for `off`. */
export const AskedSpeakers = z.union([z.literal('auto'), count, Bounds]);
export type AskedSpeakers = z.infer<typeof AskedSpeakers>;

/** As the engine takes it. */
export const EngineSpeakers = z.union([z.literal('auto'), Bounds]);
export type EngineSpeakers = z.infer<typeof EngineSpeakers>;

/** One form for what means the same: equal bounds are a number. */
export function askedSpeakers(requested: RequestedSpeakers | undefined): AskedSpeakers | undefined {
  if (requested === undefined || requested === 'off') return undefined;
  const isExact = requested instanceof Object && requested.min === requested.max;
  return isExact ? requested.min : requested;
}

export function engineSpeakers(asked: AskedSpeakers): EngineSpeakers {
  return typeof asked === 'number' ? { min: asked, max: asked } : asked;
}

/** `off`, `auto`, `2` or `2-4`: in forms, in the metadata of objects and on command lines. */
export const SpeakersText = z
  .string()
  .max(20)
  .transform((text): unknown => {
    const [, min, max = min] = /^([0-9]{1,2})(?:-([0-9]{1,2}))?$/.exec(text.trim()) ?? [];
    return min === undefined ? text.trim() : { min: Number(min), max: Number(max) };
  })
  .pipe(
    z.union([z.enum(['off', 'auto']), Bounds], {
      error: () => `off, auto, ${NO_COUNT}, or the least and the most such as 2-4`,
    }),
  )
  .describe('`off`, `auto`, the number of speakers, or the least and the most such as `2-4`.');

/** `S1`, `S2`, … in the order in which they are first heard. Times are seconds. */
export const Speaker = z
  .object({
    id: z.string().max(40),
    seconds: z.number().min(0),
    turns: z.int().min(1),
    firstHeard: z.number().min(0),
  })
  .meta({ id: 'Speaker' });
export type Speaker = z.infer<typeof Speaker>;

/** A label that a person gave may be longer than the machine's. */
const MOST_LABEL = 100;

/** `name`: as a person gave it, in an edited transcript. */
export const NamedSpeaker = Speaker.extend({
  id: z.string().max(MOST_LABEL),
  name: z.string().optional(),
}).meta({ id: 'NamedSpeaker' });
export type NamedSpeaker = z.infer<typeof NamedSpeaker>;

/** How loud a recording is over its time, for a picture of it; the engine measures it as it listens. */
import * as z from 'zod';

/** Characters of base64; the engine keeps below 500 kB. */
const LONGEST = 700_000;

export const Waveform = z
  .object({
    perSecond: z
      .number()
      .positive()
      .max(1000)
      .describe('Peaks a second: about 20, fewer for hours.'),
    peaks: z
      .base64()
      .max(LONGEST)
      .describe('A byte for each: the greatest amplitude in that time, 255 for full scale.'),
  })
  .meta({ id: 'Waveform' });
export type Waveform = z.infer<typeof Waveform>;

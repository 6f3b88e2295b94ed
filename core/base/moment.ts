/** A time in a request: ISO 8601 in UTC. */
import * as z from 'zod';

/** Characters: with nanoseconds there are 30, and some programs write more digits. */
const LONGEST = 40;

export const Moment = z.iso.datetime().max(LONGEST);

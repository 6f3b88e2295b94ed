/** EC2 purchasing options: interruptible spare capacity, or on-demand. */
import * as z from 'zod';

export const Market = z.enum(['spot', 'on-demand']);
export type Market = z.infer<typeof Market>;

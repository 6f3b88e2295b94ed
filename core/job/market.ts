/** What EC2 sells: spare capacity that it may take back, or capacity that it may not. */
import * as z from 'zod';

export const Market = z.enum(['spot', 'on-demand']);
export type Market = z.infer<typeof Market>;

/** How a machine is paid for. */
import * as z from 'zod';

/** EC2 purchasing options: interruptible spare capacity, or on-demand. */
export const Market = z.enum(['spot', 'on-demand']);
export type Market = z.infer<typeof Market>;

/**
 * `own`: a machine outside EC2, which costs this account nothing. `sagemaker`: an instance of the
 * endpoint, of which the job is charged the seconds of its own work.
 */
export const MachineMarket = z.enum([...Market.options, 'own', 'sagemaker']);
export type MachineMarket = z.infer<typeof MachineMarket>;

/** Effect of a `shutdown` or `poweroff` command on an instance. */
export type PowerCommand =
  | { readonly kind: 'off'; readonly delayMinutes: number }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'nothing' };

const OFF_NOW: PowerCommand = { kind: 'off', delayMinutes: 0 };
const NOTHING: PowerCommand = { kind: 'nothing' };

/**
 * Parses `shutdown [-P|-h] [now|+MINUTES]`, `shutdown -c` and `poweroff`. Neither a halt (`-H`) nor a
 * reboot (`-r`) ends an EC2 instance.
 * @see https://man7.org/linux/man-pages/man8/shutdown.8.html
 */
export function parsePowerCommand(program: string, args: readonly string[]): PowerCommand {
  if (program === 'poweroff') return OFF_NOW;
  if (args.includes('-c')) return { kind: 'cancel' };
  if (args.some((argument) => ['-H', '--halt', '-r', '--reboot', '-k'].includes(argument))) {
    return NOTHING;
  }
  return { kind: 'off', delayMinutes: delayMinutes(args.find((a) => !a.startsWith('-'))) };
}

/** shutdown's default is one minute. */
function delayMinutes(when: string | undefined): number {
  if (when === 'now') return 0;
  const minutes = Number(when?.replace(/^\+/, '') ?? 1);
  return Number.isFinite(minutes) ? minutes : 1;
}

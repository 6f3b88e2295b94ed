/** A bar with its label and figure: how far something is, or how much of a limit is used. */

interface BarProps {
  label: string;
  /** From 0 to 1; undefined: it is not known how far. */
  value: number | undefined;
  /** The figure in words, such as "43 %"; it is what a screen reader says. */
  text: string;
  /** A part of a limit, and not a way to an end. */
  isMeter?: boolean;
  tone?: 'good' | 'warning' | 'bad';
  /** Read out, but not shown. */
  isLabelHidden?: boolean;
}

export function Bar({ label, value, text, isMeter, tone = 'good', isLabelHidden }: BarProps) {
  const share = value === undefined ? undefined : Math.min(1, Math.max(0, value));
  const percent = share === undefined ? undefined : Math.round(share * 100);
  return (
    <div class={`bar bar-${tone}`}>
      <div class={isLabelHidden ? 'visually-hidden' : 'bar-words'} aria-hidden="true">
        <span>{label}</span>
        <span>{text}</span>
      </div>
      <svg
        class={share === undefined ? 'bar-track moving' : 'bar-track'}
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        role={isMeter ? 'meter' : 'progressbar'}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={text}
      >
        <rect class="bar-value" width={(share ?? 0.3) * 100} height="1" />
      </svg>
    </div>
  );
}

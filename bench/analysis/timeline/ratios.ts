/** Two models on one machine against each alone. */

export interface Alone {
  /** A job without analyses, from its creation until the transcript is published. */
  transcriptSeconds: number;
  /** A later job with the same analyses of the same transcript, from creation to its end. */
  analysisSeconds: number;
}

export interface Together {
  transcriptSeconds: number;
  /** From the job's creation to its end. */
  totalSeconds: number;
}

export interface Ratios {
  /** The transcript, with analyses over without. */
  transcript: number;
  /** Both over the slower of the two. */
  total: number;
}

/** Neither may be more. */
export const MOST_RATIO = 1.1;

/** Medians of rounds that ran in turn. */
export function ratios(alone: Alone, together: Together): Ratios {
  return {
    transcript: together.transcriptSeconds / alone.transcriptSeconds,
    total: together.totalSeconds / Math.max(alone.transcriptSeconds, alone.analysisSeconds),
  };
}

/** Sentences; empty if all is well. */
export function ratioComplaints(found: Ratios): string[] {
  return [
    ...(found.transcript > MOST_RATIO ? ['Analyses delay the transcript too much.'] : []),
    ...(found.total > MOST_RATIO ? ['Both together take longer than the slower of the two.'] : []),
  ];
}

/** A check of the account: one question to AWS, or to this computer, and what the answer means. */
import type { CheckContext, ImageIntent } from './context.ts';

/** What a fault stops: the deployment, the making of an image, jobs. */
export type Purpose = 'deploy' | 'image' | 'jobs';

export const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = {
  deploy: 'npm run deploy',
  image: 'npm run ami',
  jobs: 'jobs',
};

export type Finding =
  | { readonly state: 'ok'; readonly found: string }
  /** It would fail. */
  | { readonly state: 'fault'; readonly found: string; readonly remedy: string }
  /** It works, with something that an operator should know. */
  | { readonly state: 'note'; readonly found: string; readonly remedy: string }
  /** The question could not be asked, for want of a right or of an answer. */
  | { readonly state: 'not asked'; readonly found: string };

export interface Check {
  readonly name: string;
  /** What a fault stops. */
  readonly stops: readonly Purpose[];
  readonly ask: (context: CheckContext) => Promise<Finding>;
}

/** A check of an image that is to be made. */
export function imageCheck(
  name: string,
  ask: (image: ImageIntent, context: CheckContext) => Promise<Finding>,
): Check {
  return {
    name,
    stops: ['image'],
    ask: async (context) =>
      context.image ? ask(context.image, context) : ok('no image is to be made'),
  };
}

export interface Checked {
  readonly name: string;
  readonly stops: readonly Purpose[];
  readonly finding: Finding;
}

export function ok(found: string): Finding {
  return { state: 'ok', found };
}

/** @param remedy a sentence: what to do */
export function fault(found: string, remedy: string): Finding {
  return { state: 'fault', found, remedy };
}

export function note(found: string, remedy: string): Finding {
  return { state: 'note', found, remedy };
}

export function notAsked(why: string): Finding {
  return { state: 'not asked', found: `could not be asked: ${why}` };
}

const DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];

export function isDenied(error: unknown): boolean {
  return error instanceof Error && DENIED.includes(error.name);
}

/** A check that gets no answer stops nothing: what it asks about may be in order. */
export async function runCheck(check: Check, context: CheckContext): Promise<Checked> {
  const { name, stops } = check;
  try {
    return { name, stops, finding: await check.ask(context) };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    const why = isDenied(error) ? 'the right is missing' : 'there was no answer';
    return { name, stops, finding: notAsked(`${why} (${error.message})`) };
  }
}

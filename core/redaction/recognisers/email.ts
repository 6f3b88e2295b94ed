/** E-mail addresses, written, spoken ("anna punkt berg snabel-a exempel punkt se"), or half of each. */
import type { Candidate } from '../candidate.ts';
import { edgesFrom } from '../numbers/numeric-edges.ts';
import type { Token } from '../tokens.ts';

const WRITTEN = /^[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}$/u;
const LOCAL = /^[\p{L}\p{N}._%+-]+$/u;
const AT = /^(snabela|snabel-a|snabbel-a|snabbela|snabela'?|@|alfakrull|kanelbulle)$/u;
const DOT = new Set(['punkt', 'dot']);
const JOINTS = new Map([
  ...[
    ['punkt', '.'],
    ['dot', '.'],
    ['bindestreck', '-'],
    ['streck', '-'],
    ['understreck', '_'],
  ],
] as [string, string][]);
const DOMAIN = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*$/u;
const TOP = /^(se|com|nu|org|net|eu|io|no|dk|fi|de|uk|co|info|gov|ai|me|biz|edu|ax|is|fr|es|pl)$/u;

export function emailAt(tokens: readonly Token[], from: number): Candidate[] {
  const token = tokens[from];
  if (!token || token.isPseudonym) return [];
  if (WRITTEN.test(token.core)) return [email([from], token.core)];
  const sign = signAt(tokens, from);
  if (!sign) return [];
  const domain = domainAfter(tokens, sign);
  const local = localBefore(tokens, from, sign.local);
  if (!domain || local.text === '') return [];
  const at = [...local.at, ...range(from, domain.to)];
  return [email(at, `${local.text}@${domain.text}`)];
}

function email(at: readonly number[], text: string): Candidate {
  return { kind: 'email', at, confidence: 1, normalised: text.toLowerCase() };
}

interface Sign {
  to: number;
  /** What the token of the sign has before and after it. */
  local: string;
  domain: string;
}

/** "@", "snabel a", or a token that has an @ within. */
function signAt(tokens: readonly Token[], from: number): Sign | undefined {
  const { core, lower, lead, trail } = tokens[from] ?? { core: '', lower: '', lead: '', trail: '' };
  if (AT.test(lower) || (core === '' && `${lead}${trail}`.includes('@'))) {
    return { to: from + 1, local: '', domain: '' };
  }
  if (/^snabb?el$/u.test(lower) && tokens[from + 1]?.lower === 'a') {
    return { to: from + 2, local: '', domain: '' };
  }
  const [, local, domain] = /^([^@]*)@([^@]*)$/u.exec(core) ?? [];
  return local === undefined ? undefined : { to: from + 1, local, domain: domain ?? '' };
}

function domainAfter(tokens: readonly Token[], { to, domain }: Sign) {
  let [text, next] = [domain, to];
  if (text === '') {
    const core = tokens[next]?.core ?? '';
    if (!DOMAIN.test(core)) return undefined;
    text = core;
    next += 1;
  }
  for (;;) {
    const joint = JOINTS.get(tokens[next]?.lower ?? '');
    const core = tokens[next + 1]?.core ?? '';
    if (joint === undefined || !DOMAIN.test(core) || endsPhrase(tokens[next - 1])) break;
    text += joint + core;
    next += 2;
    if (TOP.test(core.toLowerCase()) && !DOT.has(tokens[next]?.lower ?? '')) break;
  }
  return TOP.test(text.toLowerCase().split('.').at(-1) ?? '') ? { text, to: next } : undefined;
}

/** Back over what is joined by "punkt" and the like, and over figures. */
function localBefore(tokens: readonly Token[], from: number, own: string) {
  let [text, first] = [own, from];
  const isJoint = (index: number) => JOINTS.has(tokens[index]?.lower ?? '');
  const isWord = (index: number) => LOCAL.test(tokens[index]?.core ?? '') && !isJoint(index);
  if (text === '' && isWord(first - 1)) {
    first -= 1;
    text = wordAt(tokens, first);
  }
  for (;;) {
    if (isJoint(first - 1) && isWord(first - 2)) {
      text = wordAt(tokens, first - 2) + (JOINTS.get(tokens[first - 1]?.lower ?? '') ?? '') + text;
      first -= 2;
    } else if (text !== '' && isNumeric(tokens, first) && isWord(first - 1)) {
      first -= 1;
      text = wordAt(tokens, first) + text;
    } else break;
  }
  return { text, at: range(first, from) };
}

function isNumeric(tokens: readonly Token[], at: number): boolean {
  return edgesFrom(tokens, at).some(({ kind }) => kind === 'number');
}

function wordAt(tokens: readonly Token[], at: number): string {
  const [edge] = edgesFrom(tokens, at);
  return edge?.kind === 'number' ? edge.digits : (tokens[at]?.core ?? '');
}

/** A sentence that ends in an address: "… exempel. Punkt." is none. */
function endsPhrase(token: Token | undefined): boolean {
  return /[.!?]/u.test(token?.trail ?? '');
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, nth) => from + nth);
}

/** Known advisories on what ships, from the registries; one that does not answer is no failure. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import type { Pinned } from './pinned.ts';

export interface Advisories {
  readonly registry: string;
  /** Why there is no answer. */
  readonly unanswered?: string;
  readonly found: readonly Advisory[];
}

export interface Advisory {
  readonly says: string;
  /** High or critical. PyPI gives no severity, so each of its counts. */
  readonly isHigh: boolean;
}

const TIMEOUT_MS = 10_000;

const NpmAudit = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ name: z.string(), severity: z.string(), range: z.string() }),
  ),
});

/**
 * `npm audit` of the dependencies that ship.
 * @param options further options of npm's, such as another registry
 */
export async function npmAdvisories(options: readonly string[] = []): Promise<Advisories> {
  const registry = 'npm';
  const limits = ['--fetch-retries=0', `--fetch-timeout=${TIMEOUT_MS}`];
  const npm = process.env.npm_execpath;
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const args = [...first, 'audit', '--omit=dev', '--json', ...limits, ...options];
  const child = spawn(program, args, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'ignore'] });
  const failed = new Promise<string>((resolve) => child.once('error', () => resolve('')));
  const { data } = NpmAudit.safeParse(parsed(await Promise.race([text(child.stdout), failed])));
  if (!data) return { registry, found: [], unanswered: 'npm audit got no answer' };
  const found = Object.values(data.vulnerabilities).map(({ name, severity, range }) => ({
    says: `npm ${name} ${range}: ${severity}`,
    isHigh: severity === 'high' || severity === 'critical',
  }));
  return { registry, found };
}

const Vulnerability = z.object({
  id: z.string(),
  summary: z.string().nullish(),
  fixed_in: z.array(z.string()).default([]),
  withdrawn: z.string().nullish(),
});
type Vulnerability = z.infer<typeof Vulnerability>;
const OnPyPI = z.object({ vulnerabilities: z.array(Vulnerability) });

/** @param index where PyPI's JSON API is */
export async function pythonAdvisories(
  pinned: readonly Pinned[],
  index = 'https://pypi.org',
): Promise<Advisories> {
  const shipped = pinned.filter(({ from, ships }) => from === 'PyPI' && ships);
  const asked = await Promise.all(
    shipped.map(async (each) => {
      const { name, version } = each;
      const { data } = OnPyPI.safeParse(await jsonAt(`${index}/pypi/${name}/${version}/json`));
      return { each, known: data?.vulnerabilities };
    }),
  );
  const silent = asked.filter(({ known }) => known === undefined);
  const found = asked.flatMap(({ each, known = [] }) =>
    known.filter(({ withdrawn }) => withdrawn == null).map((one) => onPyPI(each, one)),
  );
  if (silent.length === 0) return { registry: 'PyPI', found };
  const names = silent.map(({ each }) => `${each.name} ${each.version}`).join(', ');
  return { registry: 'PyPI', found, unanswered: `${index} gave no answer for ${names}` };
}

function onPyPI({ name, version }: Pinned, known: Vulnerability): Advisory {
  const fixed = known.fixed_in.length > 0 ? known.fixed_in.join(', ') : 'no version';
  const says = `PyPI ${name} ${version}: ${known.id}, fixed in ${fixed}. ${known.summary ?? ''}`;
  return { says: says.trim(), isHigh: true };
}

async function jsonAt(url: string): Promise<unknown> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined; // no network, no answer in time, or no JSON
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** What `npm test -- …` asks for: parts, files, tests by name, once or after every change. */
import path from 'node:path';
import { parseArgs } from 'node:util';

export interface Selection {
  /** In the order in which they are begun; without files a part is run whole. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  /** Only tests whose name matches, as vitest and pytest each understand it. */
  readonly pattern?: string | undefined;
  readonly watch: boolean;
}

/** The arguments name no test that is there. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
}

/**
 * @param args names of parts, and test files: a path below the project, or the end of one
 *   (`subtitles.test.ts`); a file of pytest's may go on with `::` and a test's name
 * @param parts their names, in order
 * @param files all test files, as tests/PART/…
 * @throws SelectionError
 */
export function select(
  args: readonly string[],
  parts: readonly string[],
  files: readonly string[],
): Selection {
  const { asked, pattern, watch } = parse(args);
  const whole = asked.filter((name) => parts.includes(name));
  const some = asked.filter((name) => !parts.includes(name)).flatMap((name) => find(name, files));
  const chosen = parts.map((part) => {
    const own = whole.includes(part) ? [] : some.filter((file) => partOf(file) === part);
    return { part, own, isWanted: asked.length === 0 || whole.includes(part) || own.length > 0 };
  });
  const wanted = chosen.filter(({ isWanted }) => isWanted);
  return { parts: new Map(wanted.map(({ part, own }) => [part, own])), pattern, watch };

  function find(name: string, among: readonly string[]): string[] {
    const [file = '', ...test] = path.normalize(name).split('::');
    const found = among.filter((each) => each === file || each.endsWith(`/${file}`));
    if (found.length === 0) {
      throw new SelectionError(
        `No such tests: ${name}. Name a test file, or one of ${parts.join(', ')}.`,
      );
    }
    return found.map((each) => [each, ...test].join('::'));
  }
}

/** Relative to the project: the part's folder, or those of its files that are chosen. */
export function pathsOf([part, files]: readonly [string, readonly string[]]): readonly string[] {
  return files.length > 0 ? files : [`tests/${part}/`];
}

function partOf(file: string): string | undefined {
  return file.split('/')[1];
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { watch: { type: 'boolean', default: false }, test: { type: 'string', short: 't' } },
    });
    return { asked: positionals, pattern: values.test, watch: values.watch };
  } catch (error) {
    // parseArgs says which option it does not know.
    throw new SelectionError(error instanceof Error ? error.message : String(error));
  }
}

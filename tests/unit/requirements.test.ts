/** The lists that pip installs: all of what people wrote, each with the hashes of what may be installed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { LOCKED_REQUIREMENTS, sourceOf } from '../../computer/python-venv.ts';

const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');

/** Requirements of a list, each with the lines that continue it. */
function requirementsOf(text: string): string[] {
  const whole = text.replaceAll('\\\n', ' ').split('\n');
  return whole.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Name and version, as PyPI compares names. */
function pinned(requirement: string): string {
  const [, name = '', version = ''] = /^([\w.-]+)==([^\s;]+)/.exec(requirement) ?? [];
  return `${name.toLowerCase().replaceAll(/[-_.]+/g, '-')}==${version}`;
}

describe.each(LOCKED_REQUIREMENTS)('%s', (list) => {
  const requirements = requirementsOf(read(list));

  test('has a SHA-256 of every requirement, and names no index', () => {
    expect(requirements.length).toBeGreaterThan(0);
    for (const requirement of requirements) {
      expect(requirement).toMatch(/^[\w.-]+==\S+( ;[^#]*?)?( +--hash=sha256:[0-9a-f]{64})+$/);
    }
    expect(read(list)).not.toMatch(/:\/\/|--(extra-)?index/);
  });

  test('is made of what stands in its source', () => {
    const source = requirementsOf(read(sourceOf(list)));
    expect(requirements.map(pinned).sort()).toEqual(source.map(pinned).sort());
  });
});

test.each(['ami/provision.sh', 'ami/cublas.sh', 'computer/python-venv.ts'])(
  '%s lets pip install nothing without a hash',
  (file) => {
    const text = read(file);
    expect(text).toMatch(/-m'?,? '?pip'?,? '?install/);
    expect(text.match(/--require-hashes/g)).toHaveLength(
      text.match(/-m'?,? '?pip'?,? '?install/g)?.length ?? 0,
    );
  },
);

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { npmAdvisories, pythonAdvisories } from '../../cli/licences/advisories.ts';
import { differences, notice } from '../../cli/licences/documents.ts';
import { BESIDE_THE_ENGINE, ofRequirements, readPinned } from '../../cli/licences/pinned.ts';
import { PROJECT } from '../../computer/project.ts';
import { REQUIREMENTS, sourceOf } from '../../computer/python-venv.ts';

const root = mkdtempSync(path.join(tmpdir(), 'spotscribe-licences-'));
afterAll(() => rmSync(root, { recursive: true }));

const documents = {
  licences: readFileSync(path.join(PROJECT, 'docs', 'licences.md'), 'utf8'),
  notice: readFileSync(path.join(PROJECT, 'NOTICE'), 'utf8'),
};

describe('docs/licences.md and NOTICE', () => {
  beforeEach(() => {
    const lists = [...Object.values(REQUIREMENTS).map(sourceOf), BESIDE_THE_ENGINE];
    for (const file of ['package-lock.json', ...lists]) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      cpSync(path.join(PROJECT, file), path.join(root, file));
    }
  });
  const change = (file: string, from: string, to: string) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(path.join(root, file), text.replace(from, to));
  };

  test('are up to date', () => {
    expect(differences(readPinned(root), documents)).toEqual([]);
  });

  test('are not when a package of either language has another version', () => {
    change('userdata/engine/requirements.in', 'ctranslate2==4.8.5', 'ctranslate2==4.9.0');
    const lock = '"node_modules/zod": {\n      "version": "';
    change('package-lock.json', lock, `${lock}1`);
    const found = differences(readPinned(root), documents).join('\n');
    expect(found).toMatch(/^npm zod 1\S+ is not listed as shipped\.$/m);
    expect(found).toMatch(/^npm zod \S+ is not used any more\.$/m);
    expect(found).toContain('PyPI ctranslate2 4.9.0 is not listed as shipped.');
    expect(found).toContain('PyPI ctranslate2 4.8.5 is not used any more.');
    expect(found).toContain('PyPI ctranslate2 4.9.0 is not in NOTICE.');
  });

  test('are not when a tool begins to ship', () => {
    change('userdata/engine/requirements.in', 'numpy==', 'urllib3==2.8.0\nnumpy==');
    expect(differences(readPinned(root), documents)).toEqual([
      'PyPI urllib3 2.8.0 is not listed as shipped.',
      'PyPI urllib3 2.8.0 is not in NOTICE.',
    ]);
  });
});

test('a library that a wheel brings and nobody has looked up is an error that names it', () => {
  const [av] = ofRequirements('av==19.0.0', true).map((pinned) => ({
    ...pinned,
    ...{ licence: 'BSD-3-Clause', copyrights: [], libraries: ['libavcodec', 'libnew'] },
  }));
  expect(() => notice(av ? [av] : [])).toThrow('No licence is known of libnew');
});

describe('advisories', () => {
  let answers: Readonly<Record<string, unknown>> = {};
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  }).listen(0, '127.0.0.1');
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterEach(() => (answers = {}));
  afterAll(() => server.close());

  // npm keeps what it has worked out of an advisory.
  const audit = () =>
    npmAdvisories([`--registry=${address()}/`, `--cache=${mkdtempSync(path.join(root, 'npm-'))}`]);
  const BULK = '/-/npm/v1/security/advisories/bulk';
  const engine = ofRequirements('av==18.1.0; python_version >= "3.11"\nnumpy==2.4.6', true);
  const tools = ofRequirements('urllib3==2.8.0', false);

  test.each([
    ['high', true],
    ['low', false],
  ])('of npm: one of %s severity is told', async (severity, isHigh) => {
    const zod = { id: 1, url: '', title: 'Too slow', severity, vulnerable_versions: '*' };
    answers = { [BULK]: { zod: [zod] } };
    const { found, unanswered } = await audit();
    expect(unanswered).toBeUndefined();
    expect(found).toEqual([{ says: expect.stringContaining('npm zod'), isHigh }]);
  });

  test('of PyPI: each on what ships counts, unless it is withdrawn', async () => {
    const known = [
      { id: 'PYSEC-1', summary: 'A file runs code.', fixed_in: ['18.1.1'], withdrawn: null },
      { id: 'PYSEC-2', withdrawn: '2026-11-01T00:00:00Z' },
    ];
    answers = {
      '/pypi/av/18.1.0/json': { vulnerabilities: known },
      '/pypi/numpy/2.4.6/json': { vulnerabilities: [] },
      '/pypi/urllib3/2.8.0/json': { vulnerabilities: known },
    };
    expect(await pythonAdvisories([...engine, ...tools], address())).toEqual({
      registry: 'PyPI',
      found: [
        { says: 'PyPI av 18.1.0: PYSEC-1, fixed in 18.1.1. A file runs code.', isHigh: true },
      ],
    });
  });

  test('a registry that does not answer is no failure, and mentioned', async () => {
    expect(await audit()).toMatchObject({ found: [], unanswered: 'npm audit got no answer' });
    const { found, unanswered } = await pythonAdvisories(engine, address());
    expect(found).toEqual([]);
    expect(unanswered).toContain('gave no answer for av 18.1.0, numpy 2.4.6');
  });
});

/** Reading ahead, as the kernel sees it: which bytes of a file are in its page cache. */
import { expect, test } from 'vitest';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const MIB = 1 << 20;

test('what is listed is read, what is not is left on the disk, what is missing is no trouble', async () => {
  const home = await mkdtemp(`${tmpdir()}/spotscribe-prefetch-`);
  try {
    await mkdir(`${home}/machine`);
    await cp(`${PROJECT}/userdata/machine/prefetch.py`, `${home}/machine/prefetch.py`);
    await writeFile(`${home}/model.bin`, Buffer.alloc(8 * MIB, 1));
    const list = `0 4096 no/such/file\n${2 * MIB} ${3 * MIB} model.bin\n`;
    await writeFile(`${home}/reading-list.txt`, list);
    pageCache('drop_pages([Path(sys.argv[1])])', home);
    expect(cached(home)).toEqual([]);

    execFileSync('python3', ['-I', '-S', `${home}/machine/prefetch.py`]);

    // The kernel reads on by itself when the program is gone.
    await until('all of it is read', () => cached(home)[0]?.[1] === 3 * MIB);
    expect(cached(home)).toEqual([[2 * MIB, 3 * MIB]]);
  } finally {
    await rm(home, { recursive: true });
  }
});

test('a folder that is not in the list is read whole, with the folders in it', async () => {
  const folder = await mkdtemp(`${tmpdir()}/spotscribe-prefetch-`);
  const home = `${folder}/analysis/model`;
  try {
    await mkdir(home, { recursive: true });
    await writeFile(`${home}/model.bin`, Buffer.alloc(4 * MIB, 1));
    pageCache('drop_pages([Path(sys.argv[1])])', folder);
    execFileSync('python3', ['-I', '-S', `${PROJECT}/userdata/machine/prefetch.py`, folder]);
    await until('all of it is read', () => cached(home)[0]?.[1] === 4 * MIB);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Offset and length of each range of the model that is in the page cache. */
function cached(home: string): number[][] {
  const ask = 'print(json.dumps(list(resident_ranges(Path(sys.argv[1], "model.bin")))))';
  return JSON.parse(pageCache(ask, home)) as number[][];
}

function pageCache(statement: string, home: string): string {
  const imports = 'import json, sys\nfrom pathlib import Path\nfrom page_cache import *\n';
  return execFileSync('python3', ['-c', imports + statement, home], {
    env: { ...process.env, PYTHONPATH: `${PROJECT}/ami` },
    encoding: 'utf8',
  });
}

/** Opens Word documents for tests, by readers that are not ours. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';

const READER = `
import base64, io, json, sys, zipfile
from xml.etree import ElementTree as xml
W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
def paragraphs(data):
    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(data)))
    assert archive.testzip() is None
    trees = {name: xml.fromstring(archive.read(name)) for name in archive.namelist()}
    styles = {s.get(W + 'styleId') for s in trees['word/styles.xml'].iter(W + 'style')}
    for p in trees['word/document.xml'].iter(W + 'p'):
        style = p.find(W + 'pPr/' + W + 'pStyle').get(W + 'val')
        assert style in styles
        yield [style, ''.join(t.text or '' for t in p.iter(W + 't'))]
print(json.dumps([list(paragraphs(data)) for data in json.load(sys.stdin)]))
`;

const Paragraphs = z.array(z.tuple([z.string(), z.string()]));

/** Style and text of each paragraph, by Python's readers of ZIP and XML. */
export function openedWord(files: readonly Uint8Array[]): [string, string][][] {
  const input = JSON.stringify(files.map((file) => Buffer.from(file).toString('base64')));
  const python = path.join(PROJECT, '.venv/bin/python');
  const read = execFileSync(python, ['-c', READER], { input, encoding: 'utf8' });
  return Paragraphs.array().parse(JSON.parse(read));
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { WavesurferChanged, withoutHtml } from '../../web/wavesurfer-without-html.ts';

const FILE = path.join(PROJECT, 'node_modules/wavesurfer.js/dist/wavesurfer.esm.js');

test('the waveform’s library writes no HTML in the page, as it does when it is published', () => {
  const published = readFileSync(FILE, 'utf8');
  expect(published).toContain('innerHTML');
  const changed = withoutHtml(published);
  expect(changed).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|<style/);
  expect(changed).toContain(':host .canvases');
});

test('a release that the change does not fit is refused', () => {
  expect(() => withoutHtml('export default class {}')).toThrow(WavesurferChanged);
});

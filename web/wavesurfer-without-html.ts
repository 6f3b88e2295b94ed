/**
 * Lets wavesurfer.js run under the page's content security policy: its frame is made of elements and a
 * constructed style sheet. As published it writes HTML with a <style> element, which would need a nonce
 * in every answer and a policy for trusted types.
 */
import type { Plugin } from 'vite';

/** wavesurfer.js has changed; the expressions below must follow. */
export class WavesurferChanged extends Error {
  override readonly name = 'WavesurferChanged';
}

const FILE = /[\\/]wavesurfer\.js[\\/]dist[\\/]wavesurfer\.esm\.js$/;
/** `e.innerHTML=`<style>CSS</style>HTML``: the variable of the shadow root, and the CSS. */
const FRAME =
  /\b(\w+)\.innerHTML=`\\n\s*<style\$\{(\w+)\?` nonce="\$\{\2\}"`:""\}>((?:[^`\\]|\\.)*)<\/style>(?:[^`\\]|\\.)*`/;
const EMPTIED = /\.innerHTML=""/g;
const PARTS = `function spotscribeFrame(root, css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const part = (name, ...children) => {
    const element = document.createElement('div');
    element.className = name;
    element.setAttribute('part', name);
    element.append(...children);
    return element;
  };
  root.append(part('scroll', part('wrapper', part('canvases'), part('progress'), part('cursor'))));
}
`;

export function wavesurferWithoutHtml(): Plugin {
  return {
    name: 'wavesurfer-without-html',
    apply: 'build',
    transform: {
      filter: { id: FILE },
      handler: (code) => ({ code: withoutHtml(code), map: null }),
    },
  };
}

/** @throws WavesurferChanged */
export function withoutHtml(code: string): string {
  const changed = code
    .replace(FRAME, 'spotscribeFrame($1,`$3`)')
    .replaceAll(EMPTIED, '.replaceChildren()');
  if (!changed.includes('spotscribeFrame(') || changed.includes('innerHTML')) {
    throw new WavesurferChanged('web/wavesurfer-without-html.ts does not fit this wavesurfer.js.');
  }
  return PARTS + changed;
}

/** Builds the page; deploy/page-files.mjs puts the files into the function of the page. */
import path from 'node:path';
import { defineConfig } from 'vite';
import { wavesurferWithoutHtml } from './wavesurfer-without-html.ts';

export default defineConfig({
  root: import.meta.dirname,
  // The embedded API lies below a path, so that every address is relative.
  base: './',
  plugins: [wavesurferWithoutHtml()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: path.join(import.meta.dirname, '..', '.local', 'page'),
    emptyOutDir: true,
    target: 'es2023',
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});

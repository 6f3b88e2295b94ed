/** Plugin of esbuild: puts the built and compressed page into the function that serves it. */
import { compressed } from '../functions/page/content-encoding.ts';
import { buildPage } from './page-build.ts';

/** @returns the plugin, and after the run all sources of the page, relative to the project */
export function pageFiles() {
  const sources = new Set();
  const plugin = {
    name: 'page-files',
    setup(build) {
      build.onLoad({ filter: /[\\/]functions[\\/]page[\\/]built-page\.ts$/ }, async () => {
        const page = await buildPage();
        for (const chunk of page.chunks) for (const source of chunk.sources) sources.add(source);
        return { contents: moduleOf(page), loader: 'js' };
      });
    },
  };
  return { plugin, sources };
}

function moduleOf({ version, index, files }) {
  const assets = Object.fromEntries(
    files.map(({ name, type, content }) => [name, compressed(type, content)]),
  );
  return `export const BUILT_PAGE = ${JSON.stringify({ version, index, assets })};`;
}

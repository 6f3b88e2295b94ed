/**
 * The files of the page. The bundler replaces this module with what Vite builds from web/
 * (deploy/page-files.mjs); from source, as bench/ runs functions, there is only a sentence.
 */

export interface CompressedFile {
  readonly type: string;
  /** Base64. */
  readonly br: string;
  readonly gzip: string;
}

export interface BuiltPage {
  /** Release that it was built from. */
  readonly version: string;
  /** index.html, with an empty element `settings`. */
  readonly index: string;
  /** By their names below /assets/; each name has a hash of its content. */
  readonly assets: Readonly<Record<string, CompressedFile>>;
}

export const BUILT_PAGE: BuiltPage = {
  version: '0.0.0',
  index: `<!doctype html>
<html lang="en">
  <title>spotscribe</title>
  <p>The page is in the deployed function only.</p>
  <script type="application/json" id="settings">{}</script>
</html>`,
  assets: {},
};

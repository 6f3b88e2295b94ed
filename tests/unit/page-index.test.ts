import { brotliDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexPage, isUnchanged, type PageSettings } from '../../functions/page/index-page.ts';
import { pageHeaders } from '../../functions/page/page-headers.ts';

const INDEX = `<html><script type="application/json" id="settings">
  {}
</script><script type="module" src="./assets/x.js"></script></html>`;

function htmlOf(settings: PageSettings): string {
  const { file } = indexPage({ index: INDEX }, settings);
  return brotliDecompressSync(Buffer.from(file.br, 'base64')).toString();
}

test('no setting ends its element, or is read otherwise than it was given', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('</script><script>alert(1)</script>', '<!--<script>', '$&$1$`', '\u2028'),
  );
  const settings = fc.record({
    version: text,
    storageOrigin: text,
    analysisModels: fc.array(text, { maxLength: 3 }),
    oidc: fc.option(fc.record({ issuer: text, clientId: text, scope: text })),
  });
  fc.assert(
    fc.property(settings, (given) => {
      const html = htmlOf(given);
      const [, json = ''] = /id="settings">([^<]*)<\/script><script type="module"/.exec(html) ?? [];
      expect(JSON.parse(json)).toEqual(given);
    }),
  );
});

test('another setting is another content', () => {
  const etags = ['https://a.example', 'https://b.example'].map(
    (storageOrigin) =>
      indexPage({ index: INDEX }, { version: '1', storageOrigin, analysisModels: [], oidc: null })
        .etag,
  );
  expect(isUnchanged(etags[0], etags[0] ?? '')).toBe(true);
  expect(isUnchanged(etags[0], etags[1] ?? '')).toBe(false);
  expect(isUnchanged(undefined, etags[0] ?? '')).toBe(false);
});

test('the page may ask its own origin, both buckets, and the issuer of identities if there is one', () => {
  const connect = (...signIn: string[]) =>
    /connect-src ([^;]*)/.exec(
      pageHeaders({ audio: 'https://a.s3.example', results: 'https://r.s3.example', signIn })[
        'Content-Security-Policy'
      ] ?? '',
    )?.[1];
  expect(connect()).toBe("'self' https://a.s3.example https://r.s3.example");
  expect(connect('https://login.example', 'https://token.example')).toBe(
    "'self' https://a.s3.example https://r.s3.example https://login.example https://token.example",
  );
});

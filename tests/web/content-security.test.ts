/** What the browser refuses the page, whatever code gets into it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCloud } from '../support/test-cloud.ts';
import { pageAt } from './support/page-at.ts';

let cloud: TestCloud;
let elsewhere: Server;
let elsewhereUrl: string;
const asked: string[] = [];

beforeAll(async () => {
  cloud = await TestCloud.shared();
  elsewhere = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => elsewhere.close(resolve));
  await cloud.leave();
});

/** Code that must not have an effect, and the directive that stops it. */
const ATTEMPTS: [string, string][] = [
  ['connect-src', 'fetch(`${to}/fetched`).catch(() => undefined)'],
  ['connect-src', 'navigator.sendBeacon(`${to}/beacon`)'],
  ['img-src', 'document.body.append(Object.assign(new Image(), { src: `${to}/image` }))'],
  [
    'frame-src',
    'document.body.append(Object.assign(document.createElement("iframe"), { src: `${to}/frame` }))',
  ],
  [
    'style-src-elem',
    'document.body.append(Object.assign(document.createElement("style"), { textContent: "body{color:red}" }))',
  ],
  ['style-src-attr', 'document.body.setAttribute("style", "color: red")'],
  ['require-trusted-types-for', 'try { document.body.innerHTML = "<p>x</p>" } catch {}'],
  [
    'script-src-elem',
    'document.body.append(Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: `${to}/script` }))',
  ],
  [
    'form-action',
    'const form = Object.assign(document.createElement("form"), { action: `${to}/form` }); document.body.append(form); form.submit()',
  ],
];

test.each(ATTEMPTS)('%s stops %s', async (directive, code) => {
  const visit = await pageAt(cloud, { key: null });
  await visit.page.getByRole('heading', { level: 1 }).waitFor();
  visit.expects(/./);
  const stopped = await visit.page.evaluate(`new Promise((resolve) => {
    const to = ${JSON.stringify(elsewhereUrl)};
    addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
    ${code};
  })`);
  expect(stopped).toBe(directive);
  expect(asked).toEqual([]);
});

test('no key is kept in a cookie, or for longer than the tab', async () => {
  const visit = await pageAt(cloud);
  await visit.page.getByRole('navigation').waitFor();
  expect(await visit.context.cookies()).toEqual([]);
  expect(await visit.page.evaluate('JSON.stringify(localStorage)')).not.toContain(visit.key);
});

/** `npm run bench [name]`: lists the measurements, or runs one. */
const BENCHES: Record<string, () => Promise<unknown>> = {
  api: () => import('./api.ts'),
  boot: () => import('./boot.ts'),
  overhead: () => import('./overhead.ts'),
  engine: () => import('./engine.ts'),
  speech: () => import('./speech.ts'),
  speakers: () => import('./speakers.ts'),
  start: () => import('./start.ts'),
  bulk: () => import('./bulk.ts'),
  burst: () => import('./burst.ts'),
  roads: () => import('./roads.ts'),
  review: () => import('./review.ts'),
  scale: () => import('./scale.ts'),
  house: () => import('./house.ts'),
  linear: () => import('./linear.ts'),
  analysis: () => import('./analysis.ts'),
  page: () => import('./page.ts'),
  redact: () => import('./redact.ts'),
  vocabulary: () => import('./vocabulary.ts'),
};

const [name] = process.argv.slice(2);
const bench = name === undefined ? undefined : BENCHES[name];
if (bench) {
  await bench();
} else {
  console.log(`npm run bench -- NAME, where NAME is one of: ${Object.keys(BENCHES).join(', ')}`);
  process.exitCode = name === undefined ? 0 : 2;
}

import { expect, test } from 'vitest';
import { isDropped } from '../../core/job/drop-name.ts';

test.each([
  'drop/möte.mp3',
  'drop/2026/v. 47/part.mp3',
  'drop/tmp/a.wav',
  'drop/a.part.wav',
  'drop/~a.wav',
  'drop/utan ändelse',
  'drop/a.dat',
])('%s is a recording', (key) => {
  expect(isDropped(key)).toBe(true);
});

test.each([
  'drop/',
  'drop/2026/',
  'drop/möte.mp3.tmp',
  'drop/möte.mp3.PART',
  'drop/möte.mp3.filepart',
  'drop/möte.mp3.a1b2c3d4.partial',
  'drop/möte.mp3~',
  'drop/.möte.mp3.Xa8sJ2',
  'drop/.DS_Store',
  'drop/.Trash-1000/möte.mp3',
  'drop/2026/_SUCCESS',
])('%s is none', (key) => {
  expect(isDropped(key)).toBe(false);
});

/**
 * Loaded before a command (`node --import`): the process ends by SIGKILL right after it has written the
 * line of its journal that KILL_AT names, as `stored:3` names the third one.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [what = '', nth = '1'] = (process.env['KILL_AT'] ?? '').split(':');
let seen = 0;
const { writeSync } = fs;
const killing = (file: number, data: Buffer): number => {
  const written = writeSync(file, data);
  if (data.toString().startsWith(`{"what":"${what}"`)) seen += 1;
  if (what !== '' && seen === Number(nth)) process.kill(process.pid, 'SIGKILL');
  return written;
};
fs.writeSync = killing as typeof fs.writeSync;
syncBuiltinESMExports();

/**
 * Keys below drop/ that are no recordings: what programs leave on their way to the real name, or beside it.
 * They become no job, since nobody has sent them.
 */
import { baseName } from '../audio/audio.ts';

/** Of copies under way: rclone, WinSCP, browsers, editors, many a recorder. */
const UNFINISHED = /\.(tmp|temp|part|partial|filepart|crdownload|download|swp)$|~$/i;
/** Hadoop's "all is written", and what Windows keeps in folders. */
const MARKERS = ['_SUCCESS', 'Thumbs.db', 'desktop.ini'];

export function isDropped(key: string): boolean {
  // The console makes "folders" as empty objects whose key ends in a slash.
  if (key.endsWith('/')) return false;
  const isHidden = key.split('/').some((part) => part.startsWith('.'));
  const name = baseName(key);
  return !isHidden && !UNFINISHED.test(name) && !MARKERS.includes(name);
}

/** Keys below drop/ that are not recordings: temporary and marker files. They create no job. */
import { baseName } from '../audio/audio.ts';

/** Temporary files of rclone, WinSCP, browsers, editors and many recorders. */
const UNFINISHED = /\.(tmp|temp|part|partial|filepart|crdownload|download|swp)$|~$/i;
/** Hadoop's success marker, and Windows folder metadata. */
const MARKERS = ['_SUCCESS', 'Thumbs.db', 'desktop.ini'];

export function isDropped(key: string): boolean {
  // The console makes "folders" as empty objects whose key ends in a slash.
  if (key.endsWith('/')) return false;
  const isHidden = key.split('/').some((part) => part.startsWith('.'));
  const name = baseName(key);
  return !isHidden && !UNFINISHED.test(name) && !MARKERS.includes(name);
}

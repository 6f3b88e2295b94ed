/** Detects text files that pose as audio, and their kind. The page uses it, too. */
import { latin1 } from '../../base/latin1.ts';

const TAB = 9;
const CARRIAGE_RETURN = 13;
const ESCAPE = 27;
const SPACE = 32;
const DELETE = 127;
/** Bytes from here on never occur in UTF-8, and hardly in single-byte encodings. */
const NEVER_IN_TEXT = 0xfe;

/** Playlist players skip a byte order mark and white space. */
const KINDS = [
  ['#EXTM3U', 'a playlist'],
  ['ffconcat', 'a playlist'],
  ['[playlist]', 'a playlist'],
  ['v=0', 'a session description'],
  ['<', 'a document'],
] as const;

/**
 * Whether the bytes are text, in any encoding but UTF-16. Every audio format contains bytes that
 * text does not: zeros in headers, or the 0xff of a frame sync. False for no bytes.
 */
export function isText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every(isOfText);
}

function isOfText(byte: number): boolean {
  const isWhite = (byte >= TAB && byte <= CARRIAGE_RETURN) || byte === ESCAPE;
  return (byte >= SPACE || isWhite) && byte !== DELETE && byte < NEVER_IN_TEXT;
}

/** The kind, as a noun with its article; undefined for plain text. */
export function textKind(bytes: Uint8Array): string | undefined {
  const text = latin1(bytes, 0, 1024)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  return KINDS.find(([start]) => text.startsWith(start))?.[1];
}

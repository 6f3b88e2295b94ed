/** Text that poses as audio, and which kind of text it is. */

const TAB = 9;
const CARRIAGE_RETURN = 13;
const ESCAPE = 27;
const SPACE = 32;
const DELETE = 127;
/** From here on: in no UTF-8, and in hardly any text of one byte a letter. */
const NEVER_IN_TEXT = 0xfe;

/** Players of playlists skip a byte order mark and white space. */
const KINDS = [
  ['#EXTM3U', 'a playlist'],
  ['ffconcat', 'a playlist'],
  ['[playlist]', 'a playlist'],
  ['v=0', 'a session description'],
  ['<', 'a document'],
] as const;

/**
 * Whether these bytes are text, in any encoding but UTF-16. Every format of audio has bytes that no text has: zeros in its
 * headers, or the 0xff that begins a frame. False for nothing at all.
 */
export function isText(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes.every(isOfText);
}

function isOfText(byte: number): boolean {
  const isWhite = (byte >= TAB && byte <= CARRIAGE_RETURN) || byte === ESCAPE;
  return (byte >= SPACE || isWhite) && byte !== DELETE && byte < NEVER_IN_TEXT;
}

/** The kind, as a noun with its article; undefined for plain text. */
export function textKind(bytes: Buffer): string | undefined {
  const text = bytes
    .toString('latin1', 0, 1024)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  return KINDS.find(([start]) => text.startsWith(start))?.[1];
}

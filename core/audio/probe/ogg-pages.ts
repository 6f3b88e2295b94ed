/** Ogg pages in a piece of a file. Source: RFC 3533, section 6. */

const CAPTURE = 'OggS';
const HEADER_BYTES = 27;
const FIRST_OF_STREAM = 2;
const NO_GRANULE = 0xffff_ffff_ffff_ffffn;

export interface OggPage {
  /** Offset in the piece. */
  at: number;
  end: number;
  serial: number;
  /** Codec samples up to the end of the page; undefined if no packet ends on it. */
  granule?: number;
  isFirst: boolean;
  body: Buffer;
}

/** Pages with a complete header; the last body may be cut off. */
export function oggPages(piece: Buffer): OggPage[] {
  const pages: OggPage[] = [];
  let at = piece.indexOf(CAPTURE);
  while (at >= 0) {
    const page = pageAt(piece, at);
    if (page) pages.push(page);
    at = piece.indexOf(CAPTURE, page && isPage(piece, page.end) ? page.end : at + CAPTURE.length);
  }
  return pages;
}

function isPage(piece: Buffer, at: number): boolean {
  return piece.toString('latin1', at, at + CAPTURE.length) === CAPTURE;
}

function pageAt(piece: Buffer, at: number): OggPage | undefined {
  if (at + HEADER_BYTES > piece.length) return undefined;
  const segments = piece.readUInt8(at + 26);
  const body = at + HEADER_BYTES + segments;
  if (body > piece.length) return undefined;
  const lengths = piece.subarray(at + HEADER_BYTES, body);
  const end = body + lengths.reduce((sum, length) => sum + length, 0);
  const granule = piece.readBigUInt64LE(at + 6);
  return {
    ...{ at, end, serial: piece.readUInt32LE(at + 14), body: piece.subarray(body, end) },
    ...(granule !== NO_GRANULE && { granule: Number(granule) }),
    isFirst: (piece.readUInt8(at + 5) & FIRST_OF_STREAM) !== 0,
  };
}

/**
 * The media type by which a browser plays a file, from its name. Only audio and video: a recording must
 * never be shown as a page. Any other name has a type that is played if its content can be, and
 * otherwise saved.
 */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  aac: 'audio/aac',
  aif: 'audio/aiff',
  aiff: 'audio/aiff',
  amr: 'audio/amr',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  m4b: 'audio/mp4',
  mka: 'audio/x-matroska',
  mkv: 'video/x-matroska',
  mov: 'video/mp4',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  mpeg: 'audio/mpeg',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  weba: 'audio/webm',
  webm: 'video/webm',
  wma: 'audio/x-ms-wma',
};

const UNKNOWN = 'application/octet-stream';

export function mediaType(filename: string): string {
  const extension = /\.([a-z0-9]{2,4})$/i.exec(filename)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(MEDIA_TYPES, extension) ? (MEDIA_TYPES[extension] ?? UNKNOWN) : UNKNOWN;
}

/** Whether the extension is that of audio or video. */
export function isMediaName(filename: string): boolean {
  return mediaType(filename) !== UNKNOWN;
}

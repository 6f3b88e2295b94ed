/** Chooses the form in which a file is sent, by the request's Accept-Encoding. */
import { brotliCompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';
import type { CompressedFile } from './built-page.ts';

export interface EncodedBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The smallest form that the caller accepts. */
export function encoded(file: CompressedFile, acceptEncoding = ''): EncodedBody {
  const accepted = acceptedEncodings(acceptEncoding);
  const encoding = (['br', 'gzip'] as const).find((one) => accepted.has(one));
  const body = Buffer.from(file[encoding ?? 'gzip'], 'base64');
  const headers = { 'Content-Type': file.type, Vary: 'accept-encoding' };
  return encoding === undefined
    ? { headers, body: gunzipSync(body) }
    : { headers: { ...headers, 'Content-Encoding': encoding }, body };
}

/** @param quality of Brotli, 0 to 11; the best takes 50 ms, however short the content is */
export function compressed(
  type: string,
  content: Uint8Array,
  quality = constants.BROTLI_MAX_QUALITY,
): CompressedFile {
  const br = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  const gzip = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  return { type, br: br.toString('base64'), gzip: gzip.toString('base64') };
}

/** Names without those that have weight 0. RFC 9110, 12.5.3. */
function acceptedEncodings(header: string): Set<string> {
  const choices = header.toLowerCase().split(',');
  const wanted = choices.filter((choice) => !/;\s*q=0(\.0*)?\s*$/.test(choice));
  return new Set(wanted.map((choice) => choice.split(';')[0]?.trim() ?? ''));
}

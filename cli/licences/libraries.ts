/**
 * Licences of the libraries that wheels bring along. No metadata says them, so they are listed here,
 * each from its own project; `npm run licences` fails at a library that is missing.
 */

const LGPL_3_OR_GPL_2 = 'LGPL-3.0-or-later OR GPL-2.0-or-later';
const FFMPEG = 'LGPL-3.0-or-later, as it is configured (--enable-version3)';
const GCC = 'GPL-3.0-or-later WITH GCC-exception-3.1';

const LICENCES: Readonly<Record<string, string>> = {
  libSvtAv1Enc: 'BSD-3-Clause-Clear',
  libXau: 'MIT',
  libasound: 'LGPL-2.1-or-later',
  libavcodec: FFMPEG,
  libavdevice: FFMPEG,
  libavfilter: FFMPEG,
  libavformat: FFMPEG,
  libavutil: FFMPEG,
  libctranslate2: 'MIT, with Intel MKL (ISSL) and oneDNN (Apache-2.0) inside',
  libdav1d: 'BSD-2-Clause',
  libdrm: 'MIT',
  libgfortran: GCC,
  libgmp: LGPL_3_OR_GPL_2,
  libgnutls: 'LGPL-2.1-or-later',
  libgomp: GCC,
  libhogweed: LGPL_3_OR_GPL_2,
  libmp3lame: 'LGPL-2.0-or-later',
  libnettle: LGPL_3_OR_GPL_2,
  'libopencore-amrnb': 'Apache-2.0',
  'libopencore-amrwb': 'Apache-2.0',
  libopus: 'BSD-3-Clause',
  libquadmath: 'LGPL-2.0-or-later',
  libscipy_openblas64_: 'BSD-3-Clause',
  libsharpyuv: 'BSD-3-Clause',
  libswresample: FFMPEG,
  libswscale: FFMPEG,
  libunistring: LGPL_3_OR_GPL_2,
  libvpl: 'MIT',
  libvpx: 'BSD-3-Clause',
  libwebp: 'BSD-3-Clause',
  libwebpmux: 'BSD-3-Clause',
  libx264: 'GPL-2.0-or-later',
  libx265: 'GPL-2.0-or-later',
  libxcb: 'MIT',
  'libxcb-shape': 'MIT',
  'libxcb-shm': 'MIT',
  'libxcb-xfixes': 'MIT',
};

/** @returns undefined if it is not in the list */
export function licenceOfLibrary(name: string): string | undefined {
  return LICENCES[name];
}

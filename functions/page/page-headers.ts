/**
 * What a browser allows the page. The policy is the same for every answer of a deployment, so that a
 * kept index.html stays right after a 304.
 */

export interface Origins {
  /** Origins of the buckets, to which signed addresses lead. */
  readonly audio: string;
  readonly results: string;
  /** Origins of the identity provider; none: people sign in by API key only. */
  readonly signIn: readonly string[];
}

export function pageHeaders(origins: Origins): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(origins),
    'Permissions-Policy': PERMISSIONS,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

function contentSecurityPolicy({ audio, results, signIn }: Origins): string {
  const origins = (...names: string[]) => [...new Set(names)].filter(Boolean).join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${origins(audio, results, ...signIn)}`,
    // blob: is a recording of the microphone before it is sent.
    `media-src ${origins(audio, results)} blob:`,
    "img-src 'self' blob:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Features that ask people or show where they are; the page records, and copies links. */
const PERMISSIONS = [
  'microphone=(self)',
  // A phone that sleeps would stop the microphone.
  'screen-wake-lock=(self)',
  'clipboard-write=(self)',
  ...[
    ...['accelerometer', 'camera', 'clipboard-read', 'display-capture', 'fullscreen'],
    ...['geolocation', 'gyroscope', 'hid', 'idle-detection', 'local-fonts', 'magnetometer', 'midi'],
    ...['payment', 'picture-in-picture', 'publickey-credentials-get', 'serial'],
    ...['usb', 'xr-spatial-tracking'],
  ].map((feature) => `${feature}=()`),
].join(', ');

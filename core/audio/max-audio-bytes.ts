/** Largest files, in bytes. */
const GIB = 1024 ** 3;

/** S3's limit for one PUT. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MAX_PUT_BYTES = 5 * GIB;

/**
 * Limit for any audio: 12 hours of 48 kHz, 24 bit stereo are 12.4 GB. A root volume of 40 GiB has room for it
 * beside the image; on a smaller disk the job fails as `DiskTooSmall`.
 */
export const MAX_AUDIO_BYTES = 16 * GIB;

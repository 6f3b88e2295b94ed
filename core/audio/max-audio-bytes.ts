/** S3's limit for one PUT. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MAX_AUDIO_BYTES = 5 * 1024 ** 3;

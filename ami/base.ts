/** Public parameter with the base image's id; ami/README.md says why this image. */
export const BASE_PARAMETER =
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

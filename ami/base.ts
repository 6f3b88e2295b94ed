/** Where AWS tells the id of the image that a build begins with; ami/README.md says why this one. */
export const BASE_PARAMETER =
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

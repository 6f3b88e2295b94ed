/** An error of the EC2 API, with AWS's error code. */
export class Ec2Error extends Error {
  override readonly name = 'Ec2Error';
  readonly code: string;
  readonly status: number;

  /** @param status 400 for client errors, 500 and 503 for server errors, 412 for a dry run */
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function instanceNotFound(ids: readonly string[]): Ec2Error {
  const [verb, plural] = ids.length > 1 ? ['do', 's'] : ['does', ''];
  return new Ec2Error(
    'InvalidInstanceID.NotFound',
    `The instance ID${plural} '${ids.join(', ')}' ${verb} not exist`,
  );
}

/**
 * Identifies the instance that signed a request. The session name of an instance's role credentials
 * is its id, and the role's trust policy lets only EC2 choose it.
 */
const ASSUMED_ROLE =
  /^arn:aws[\w-]*:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/(i-[0-9a-f]{8,17})$/;

/** The instance's id; undefined for any other caller. */
export function instanceIdOf(
  userArn: string,
  expected: { accountId: string; instanceRole: string },
): string | undefined {
  const [, accountId, role, instanceId] = ASSUMED_ROLE.exec(userArn) ?? [];
  const isOurs = accountId === expected.accountId && role === expected.instanceRole;
  return isOurs ? instanceId : undefined;
}

/** Builds DynamoDB update expressions. Every name is a placeholder, since many are reserved words. */
export interface Update {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
}

/** Sets the given attributes (undefined ones are skipped) and removes others. */
export function updateOf(
  changes: Record<string, unknown>,
  removed: readonly string[] = [],
): Update {
  const names = Object.keys(changes).filter((name) => changes[name] !== undefined);
  const set = `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`;
  const remove = removed.map((name) => `#${name}`).join(', ');
  return {
    UpdateExpression: remove === '' ? set : `${set} REMOVE ${remove}`,
    ExpressionAttributeNames: Object.fromEntries(
      [...names, ...removed].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, changes[name]])),
  };
}

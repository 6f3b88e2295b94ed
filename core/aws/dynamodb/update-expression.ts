/** DynamoDB's update expressions. Every name is a placeholder: half of our words are reserved there. */
export interface Update {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
}

/** Sets the attributes given (those that are undefined are left as they are) and removes others. */
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

/** DynamoDB's update expressions. Every name is a placeholder: half of our words are reserved there. */
export interface Update {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
}

/** Sets the attributes given; those that are undefined are left as they are. */
export function updateOf(changes: Record<string, unknown>): Update {
  const names = Object.keys(changes).filter((name) => changes[name] !== undefined);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, changes[name]])),
  };
}

/** Texts of an open list, such as flags and statuses: a newer API may send names without a text. */
export function byName<Text = string>(
  texts: Readonly<Record<string, Text>>,
): Readonly<Record<string, Text>> {
  return texts;
}

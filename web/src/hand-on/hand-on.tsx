/** Documents, subtitles and links of a transcript. */
export function HandOn() {
  return <h1>HandOn</h1>;
}

/** One recording: watched while it runs, read when it is done. */
export function JobPage() {
  return <h1>JobPage</h1>;
}

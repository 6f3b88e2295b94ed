/** One transcript, for people with its link. */
export function Shared() {
  return <h1>Shared</h1>;
}

/** Sends recordings. */
export function Send() {
  return <h1>Send</h1>;
}

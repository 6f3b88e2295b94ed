/** The owner's recordings. */
export function List() {
  return <h1>List</h1>;
}

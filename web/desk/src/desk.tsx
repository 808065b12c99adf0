/** The agents' desk. */
export function Desk() {
  return <h1>frontdesk</h1>;
}

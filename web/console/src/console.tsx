/** The console of the laptop's desk: phones, agents, what happens, and what may go wrong. */
export function Console() {
  return <h1>frontdesk</h1>;
}

/** A variable that the stack sets for this function; missing, the stack and the function have drifted apart. */
export function environment(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`The environment variable ${name} is not set: the stack must set it for this function.`);
  return value;
}

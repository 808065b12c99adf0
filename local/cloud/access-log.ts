/** Fills an access log format's `$context.…` with what is known of the request; `-` stands for the rest, as on AWS. */
export function accessLogLine(format: string, context: Record<string, string | number>): string {
  return format.replaceAll(/\$context\.([A-Za-z][\w.]*)/g, (_, name: string) =>
    Object.hasOwn(context, name) ? String(context[name]) : '-',
  );
}

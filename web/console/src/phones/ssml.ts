/** The text of a talk without its SSML tags. */
export const stripSsml = (text: string): string =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

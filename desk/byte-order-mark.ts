/** JSON without the byte order mark that some editors and Windows tools put before it. */
export const withoutBom = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

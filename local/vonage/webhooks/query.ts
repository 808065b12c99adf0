/** Adds parameters to a URL; a query that the URL has of its own stays in front. */
export function withQuery(url: string, query: string): string {
  return url + (url.includes('?') ? '&' : '?') + query;
}

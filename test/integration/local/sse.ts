/** One server-sent event. */
export interface ServerEvent {
  event: string;
  id: string | undefined;
  data: unknown;
}

/** An open stream of server-sent events. */
export class Listener {
  readonly events: ServerEvent[] = [];
  readonly status: number;
  readonly headers: Headers;
  readonly #abort: AbortController;
  readonly over: Promise<void>;

  private constructor(answer: Response, abort: AbortController) {
    this.status = answer.status;
    this.headers = answer.headers;
    this.#abort = abort;
    this.over = this.#read(answer).catch(() => undefined);
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<Listener> {
    const abort = new AbortController();
    return new Listener(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  /** The data of all events with this name. */
  of<T>(event: string): T[] {
    return this.events.filter((one) => one.event === event).map(({ data }) => data as T);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.over;
  }

  async #read(answer: Response): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      rest += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#receive(block);
    }
  }

  #receive(block: string): void {
    const fields = new Map(
      block
        .split('\n')
        .map((line): [string, string] => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
    );
    const data = fields.get('data');
    if (data === undefined) return;
    this.events.push({
      event: fields.get('event') ?? 'message',
      id: fields.get('id'),
      data: JSON.parse(data),
    });
  }
}

/** A message of a feed as a client gets it. */
export interface FeedMessage {
  readonly event: string;
  readonly id: string | null;
  readonly data: Record<string, unknown>;
}

/** Reads server-sent events message by message; comments and retry hints are passed over. */
export class FeedClient {
  private readonly gone = new AbortController();
  private chunks!: AsyncIterator<string>;
  private rest = '';
  status = 0;

  static async open(url: string, token: string, headers: Readonly<Record<string, string>> = {}): Promise<FeedClient> {
    const client = new FeedClient();
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      signal: client.gone.signal,
    });
    client.status = response.status;
    client.chunks = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    return client;
  }

  /** The next message; null when the feed has ended. */
  async next(): Promise<FeedMessage | null> {
    for (;;) {
      const end = this.rest.indexOf('\n\n');
      if (end === -1) {
        const { done, value } = await this.chunks.next();
        if (done === true) return null;
        this.rest += value;
        continue;
      }
      const lines = this.rest.slice(0, end).split('\n');
      this.rest = this.rest.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
      const event = field('event');
      if (event !== null)
        return { event, id: field('id'), data: JSON.parse(field('data') ?? '{}') as Record<string, unknown> };
    }
  }

  close(): void {
    this.gone.abort();
  }
}

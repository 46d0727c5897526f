import type { Coordinates, OutgoingMessage, Producer } from '@rekam/kafka';

/** A message as a consumer finds it. */
export interface Found {
  readonly key: string;
  /** Null for a tombstone. */
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Topics in memory: what was acknowledged, in the order in which it was sent. */
export class Topics implements Producer {
  readonly sent: OutgoingMessage[] = [];
  /** Called before a request is taken; what it throws is the answer. */
  onSend: (messages: readonly OutgoingMessage[]) => void | Promise<void> = () => undefined;

  async send(messages: readonly OutgoingMessage[]): Promise<readonly Coordinates[]> {
    await this.onSend(messages);
    const first = this.sent.length;
    this.sent.push(...messages);
    return messages.map(({ topic }, at) => ({ topic, partition: 0, offset: BigInt(first + at) }));
  }

  async stop(): Promise<void> {}

  in(topic: string): readonly Found[] {
    return this.sent
      .filter((message) => message.topic === topic)
      .map(({ key, value, headers }) => ({
        key: String(key),
        value: value === null ? null : (JSON.parse(value.toString()) as Record<string, unknown>),
        headers: headers as Readonly<Record<string, string>>,
      }));
  }

  /** What compaction leaves, as a consumer takes it that keeps what is of the greatest position; by key. */
  compacted(topic: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    const last = new Map<string, Found>();
    for (const found of this.in(topic)) {
      const known = last.get(found.key);
      if (known === undefined || BigInt(known.headers['ce_position']!) <= BigInt(found.headers['ce_position']!))
        last.set(found.key, found);
    }
    const rows = [...last].flatMap(([key, { value }]) =>
      value === null ? [] : [[key, value['row'] as Record<string, unknown>] as const],
    );
    return new Map(rows);
  }
}

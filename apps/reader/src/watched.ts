/** The messages, as long as each is taken in time. */
export async function* watched(
  messages: AsyncGenerator<string>,
  takenMsMax: number,
  stalled: (error: Error) => void,
): AsyncGenerator<string> {
  for await (const message of messages) {
    const timer = setTimeout(() => stalled(new Error(`no message was taken for ${takenMsMax} ms`)), takenMsMax);
    timer.unref();
    try {
      yield message;
    } finally {
      clearTimeout(timer);
    }
  }
}

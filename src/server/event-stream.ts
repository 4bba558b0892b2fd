/** A run's items as server-sent events: one line `data: …` and a blank line each. */
import type { MessageStream } from "../client/index.ts";
import { toErrorRecord } from "../schemas/index.ts";

const encoder = new TextEncoder();
const event = (item: unknown) =>
  encoder.encode(`data: ${typeof item === "string" ? item : JSON.stringify(item)}\n\n`);

/** @param shape makes of each item what is sent: nothing, one or several events. */
export function eventStream(
  stream: MessageStream,
  shape: (item: Awaited<ReturnType<MessageStream["next"]>>["value"]) => unknown[] = (item) => [item],
): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        for (;;) {
          const { done, value } = await stream.next();
          if (done) return controller.close();
          const events = shape(value);
          for (const one of events) controller.enqueue(event(one));
          if (events.length > 0) return;
        }
      } catch (error) {
        // The head is sent already: what went wrong can only be told inside of the stream.
        controller.enqueue(event({ error: toErrorRecord(error) }));
        controller.enqueue(event("[DONE]"));
        controller.close();
      }
    },
    // Who stops reading stops the run.
    async cancel() {
      await stream.return?.();
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

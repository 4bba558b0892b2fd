/** Runs in a page: times a step of an agent without its model, in a real IndexedDB. */
import { createLocalKit, TestClock } from "../../src/client/testing/local-kit.ts";
import { newId } from "../../src/schemas/index.ts";
import type { EngramDatabase } from "../../src/storage/database.ts";
import { appendMessages } from "../../src/storage/messages.ts";

const CONTEXT_TURNS = 15;

/** The machine's own measure: the least a durable write costs here. */
async function smallestWrite(db: EngramDatabase): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 40; i++) {
    const start = performance.now();
    await db.settings.put({ key: "bench", value: i });
    times.push(performance.now() - start);
  }
  return times;
}

async function measure(stored: number, steps: number): Promise<{ steps: number[]; writes: number[] }> {
  const kit = await createLocalKit({ name: `bench-${stored}-${Date.now()}`, clock: new TestClock() });
  const { client, llm, db } = kit;
  const { id: agent_id, user_id } = await client.createAgent();
  for (let from = 0; from < stored; from += 1000) {
    const rows = Array.from({ length: Math.min(1000, stored - from) }, (_, index) => ({
      id: newId("message"),
      role: "user" as const,
      text: JSON.stringify({
        type: "user_message",
        message: `old message ${from + index} lorem ipsum dolor`,
        time: "",
      }),
      user_id,
      agent_id,
      model: null,
      name: null,
      created_at: new Date(kit.clock.time - 1e9 + from + index).toISOString(),
      tool_calls: null,
      tool_call_id: null,
    }));
    await db.transaction("rw", db.messages, db.counters, () => appendMessages(db, agent_id, rows));
  }
  const times: number[] = [];
  for (let step = 0; step < CONTEXT_TURNS + steps; step++) {
    let asked = 0;
    let answered = 0;
    llm.script({
      // The time the model itself takes is not ours: it ends where the script is asked and begins where it answers.
      meanwhile: () => {
        asked = performance.now();
        answered = performance.now();
      },
      tool: ["send_message", { message: `answer ${step}` }],
    });
    const start = performance.now();
    await client.userMessage({ agent_id, message: `message ${step}` });
    const end = performance.now();
    // A context of steady length: what is measured is the step, not a growing window.
    if (step >= CONTEXT_TURNS) {
      times.push(asked - start + (end - answered));
      await client.runCommand({ agent_id, command: "pop 3" });
    }
  }
  const writes = await smallestWrite(db);
  client.close();
  await db.delete();
  return { steps: times, writes };
}

declare global {
  interface Window {
    measureStep: typeof measure;
  }
}
window.measureStep = measure;

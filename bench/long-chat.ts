/**
 * A conversation of 10,000 messages in the built app: how long it takes to open (at its end, and at a message far back),
 * how evenly it scrolls from end to beginning, and how long a key takes to show while a model streams. Aims: open in
 * under a second, no frame of more than 50 ms, keys within 50 ms.
 *
 *     npm run build && npm run bench -- long-chat
 */
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { App } from "../e2e/support/app.ts";
import { reply, startScriptedLLM } from "../e2e/support/scripted-llm.ts";
import { CHROMIUM_FLAGS, ensureChromium } from "../scripts/find-chromium.ts";
import { serve } from "../scripts/serve.ts";
import { percentile } from "./browser-page.ts";

const MESSAGES = 10_000;
const FEW = 30;
const OPENINGS = 5;
const KEYS = 40;
const VIEWPORT = { width: 1440, height: 900 };

/** Stores a long past of the agent straight into its tables; runs in the page. Gives the ids of the person's messages. */
async function storePast({ agent_id, messages }: { agent_id: string; messages: number }): Promise<string[]> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open("engram");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const counted = `messages|${agent_id}`;
  const read = <T>(store: string, key: string) =>
    new Promise<T>((resolve) => {
      const request = db.transaction(store).objectStore(store).get(key);
      request.onsuccess = () => resolve(request.result as T);
    });
  const first = (await read<{ value: number }>("counters", counted)).value;
  const begin = Date.now() - messages * 60_000;
  const words = "The kettle sings while we talk about harbours, tides and letters that nobody answered. ";
  const text = (turn: number) =>
    turn % 5 === 0
      ? `Turn ${turn}: a few **points**\n\n- ${words}\n- \`const tide = ${turn};\`\n- ${words}`
      : `Turn ${turn}: ${words.repeat(1 + (turn % 6))}`;
  const ids: string[] = [];
  const rows: Record<string, unknown>[] = [];
  const steps: Record<string, unknown>[] = [];
  for (let index = 0; index < messages; index++) {
    const turn = Math.floor(index / 3);
    const kind = index % 3;
    const id = `message-${agent_id}-${index}`;
    const created_at = new Date(begin + index * 60_000).toISOString();
    const common = {
      id,
      agent_id,
      user_id: null,
      model: "scripted",
      name: null,
      created_at,
      seq: first + 1 + index,
    };
    const call = { id: `call_${turn}`, type: "function" };
    if (kind === 0) {
      ids.push(id);
      const event = { type: "user_message", message: `Question ${turn}: ${words}`, time: created_at };
      rows.push({
        ...common,
        role: "user",
        text: JSON.stringify(event),
        tool_calls: null,
        tool_call_id: null,
      });
    } else if (kind === 1) {
      const source = { name: "send_message", arguments: JSON.stringify({ message: text(turn) }) };
      const tool_calls = [{ ...call, function: source }];
      rows.push({ ...common, role: "assistant", text: `Thought ${turn}.`, tool_calls, tool_call_id: null });
      const usage = {
        prompt_tokens: 900,
        completion_tokens: 90,
        total_tokens: 990,
        step_count: 1,
        cost: null,
      };
      steps.push({
        id: `step-${agent_id}-${turn}`,
        agent_id,
        message_id: id,
        created_at,
        model: "scripted",
        usage,
      });
    } else {
      const event = { status: "OK", message: null, time: created_at };
      rows.push({
        ...common,
        role: "tool",
        name: "send_message",
        text: JSON.stringify(event),
        tool_calls: null,
        tool_call_id: call.id,
      });
    }
  }
  for (let from = 0; from < rows.length; from += 2000)
    await new Promise<void>((resolve, reject) => {
      const transaction = db.transaction(["messages", "steps", "counters"], "readwrite");
      for (const row of rows.slice(from, from + 2000)) transaction.objectStore("messages").add(row);
      if (from === 0) for (const row of steps) transaction.objectStore("steps").add(row);
      transaction.objectStore("counters").put({ key: counted, value: first + rows.length });
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
    });
  db.close();
  return ids;
}

/** Scrolls a fixed way every frame until the list ends; runs in the page. Gives the time of each frame. */
function scrollThrough(pixels: number): Promise<{ frames: number[]; height: number }> {
  const box = document.querySelector("#conversation") as HTMLElement;
  return new Promise((resolve) => {
    const frames: number[] = [];
    let last = performance.now();
    let still = 0;
    const step = (now: number) => {
      frames.push(now - last);
      last = now;
      const before = box.scrollTop;
      box.scrollTop = before + pixels;
      // Older messages may be on their way where it stands still.
      still = Math.abs(box.scrollTop - before) < 1 ? still + 1 : 0;
      if (still < 60) requestAnimationFrame(step);
      else resolve({ frames: frames.slice(1, -60), height: box.scrollHeight });
    };
    requestAnimationFrame(step);
  });
}

/** Notes from each key's press to the frame that shows it; runs in the page. */
function watchKeys(): void {
  const keys: number[] = [];
  Object.assign(window, { keys });
  window.addEventListener(
    "keydown",
    ({ timeStamp }) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => keys.push(performance.now() - timeStamp);
        port2.postMessage(null);
      }),
    true,
  );
}

/** Until a text is in sight in the conversation, in milliseconds of the page's own time. */
async function shownAt(page: Page, text: string): Promise<number> {
  const handle = await page.waitForFunction(
    (wanted) => {
      const box = document.querySelector("#conversation")?.getBoundingClientRect();
      const found = [...document.querySelectorAll("#conversation article")].some((entry) => {
        const { top, bottom } = entry.getBoundingClientRect();
        return entry.textContent?.includes(wanted) && box && top < box.bottom && bottom > box.top;
      });
      return found && performance.now();
    },
    text,
    { polling: "raf", timeout: 60_000 },
  );
  return (await handle.jsonValue()) as number;
}

/** Opens a conversation in a page of its own, and again in the app that is open there: the time of each. */
async function open(context: BrowserContext, url: string, shown: string): Promise<[number, number]> {
  const page = await context.newPage();
  await page.goto(url);
  const loaded = await shownAt(page, shown);
  const { hash } = new URL(url);
  await page.evaluate(() => {
    location.hash = "#/settings";
  });
  await page.locator("#conversation").waitFor({ state: "detached" });
  const before = await page.evaluate((next) => {
    location.hash = next;
    return performance.now();
  }, hash);
  const again = (await shownAt(page, shown)) - before;
  await page.close();
  return [loaded, again];
}

async function typeWhileStreaming(page: Page, app: App): Promise<number[]> {
  await page.evaluate(watchKeys);
  await app.send("Go on");
  await app.stopButton.waitFor();
  await page.getByText("Streamed 3").first().waitFor();
  await page.evaluate(() => (window as unknown as { keys: number[] }).keys.splice(0));
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.type("abcdefgh "[key % 9] as string);
    await page.waitForTimeout(70);
  }
  const streaming = await app.stopButton.isVisible();
  const keys = await page.evaluate(() => (window as unknown as { keys: number[] }).keys);
  if (!streaming) console.log("(the model was done before the last key)");
  await app.stopButton.click();
  await app.stopButton.waitFor({ state: "hidden" });
  await app.composer.fill("");
  return keys;
}

const ms = (value: number) => value.toFixed(0);
const spread = (values: number[]) => ({
  "median ms": ms(percentile(values, 0.5)),
  "p95 ms": ms(percentile(values, 0.95)),
  "longest ms": ms(Math.max(...values)),
});

const server = await serve({ root: "dist", port: 0 });
const llm = await startScriptedLLM({ chunkSize: 6, chunkDelayMs: 4 });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_FLAGS });
try {
  const context = await browser.newContext({ viewport: VIEWPORT });
  // What tsx writes into functions that are sent to the page.
  await context.addInitScript("globalThis.__name = (named) => named;");
  const page = await context.newPage();
  const app = new App(page, server.url);
  await app.open();
  await app.startButton.waitFor();
  const long = await app.createScriptedAgent(llm, { name: "Long" });
  const short = await app.createScriptedAgent(llm, { name: "Short" });
  const ids = await page.evaluate(storePast, { agent_id: long.id, messages: MESSAGES });
  await page.evaluate(storePast, { agent_id: short.id, messages: FEW });
  const at = (id: string, message?: string) =>
    `${server.url}#/agents/${id}${message === undefined ? "" : `/messages/${message}`}`;
  const lastTurn = Math.floor((MESSAGES - 1) / 3);

  const openings: Record<string, object> = {};
  for (const [name, url, shown] of [
    ["of few messages", at(short.id), `Question ${FEW / 3 - 1}:`],
    ["at its end", at(long.id), `Question ${lastTurn}:`],
    ["half way back", at(long.id, ids[ids.length >> 1]), `Question ${ids.length >> 1}:`],
    ["at its beginning", at(long.id, ids[0]), "Question 0:"],
  ] as const) {
    const times: [number, number][] = [];
    for (let run = 0; run < OPENINGS; run++) times.push(await open(context, url, shown));
    openings[`${name}, with the page`] = spread(times.map(([loaded]) => loaded));
    openings[`${name}, in the open app`] = spread(times.map(([, again]) => again));
  }
  console.log(`Opening a conversation of ${MESSAGES} messages, ${OPENINGS} times each`);
  console.table(openings);

  await page.goto(at(long.id));
  await page.reload();
  await app.composer.waitFor();
  await page.getByText(`Question ${lastTurn}:`).waitFor();
  const words = Array.from({ length: 4000 }, (_, index) => `Streamed ${index} of many words.`).join(" ");
  llm.enqueue(reply.say(words), reply.say(words), reply.say(words));
  const keys: Record<string, object> = {};
  keys["newest page loaded"] = spread(await typeWhileStreaming(page, app));

  const up = await page.evaluate(scrollThrough, -1200);
  await page.getByText("Question 0:").first().waitFor();
  const down = await page.evaluate(scrollThrough, 1200);
  console.log("Scrolling 1,200 pixels a frame");
  const scrolls = { "to the beginning, loading": up, "to the end": down };
  console.table(
    Object.fromEntries(
      Object.entries(scrolls).map(([name, { frames, height }]) => [
        name,
        {
          frames: frames.length,
          ...spread(frames),
          "over 50 ms": frames.filter((frame) => frame > 50).length,
          pixels: height,
        },
      ]),
    ),
  );

  keys[`all ${MESSAGES} loaded`] = spread(await typeWhileStreaming(page, app));
  await page.goto(at(short.id));
  await app.composer.waitFor();
  keys["a conversation of few messages"] = spread(await typeWhileStreaming(page, app));
  console.log(`Typing ${KEYS} keys while a model streams 375 pieces a second at most: from key to frame`);
  console.table(keys);
} finally {
  await browser.close();
  await llm.close();
  await server.close();
}

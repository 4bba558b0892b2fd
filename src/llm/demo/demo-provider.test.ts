/** Conversations with the demo, over an engine that really keeps what it is told. */
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../schemas/index.ts";
import type { CompletionDelta } from "../provider.ts";
import { createDemoProvider } from "./demo-provider.ts";
import { MARKDOWN } from "./talk.ts";
import { ALL_TOOLS, FakeEngine, type FakeEngineOptions } from "./testing/fake-engine.ts";

const start = (options?: FakeEngineOptions) => new FakeEngine(createDemoProvider(), options);
const names = ({ steps }: { steps: { name: string | null }[] }) => steps.map((step) => step.name);

describe("meeting someone", () => {
  it("greets, says what it is, asks for the name and takes the answer", async () => {
    const engine = start();
    const hello = await engine.say("Hi");
    expect(hello.reply).toContain("scripted demo");
    expect(hello.reply).toContain("What is your name?");
    expect((await engine.say("Ada")).reply).toBe("Nice to meet you, Ada.");
    expect(engine.blocks.human).toBe("Name: Ada\nLikes: not known yet");
    expect((await engine.say("hello")).reply).toBe("Hello, Ada. What is on your mind?");
  });

  it("says openly what it is and what it can do, and when it does not understand", async () => {
    const engine = start();
    expect((await engine.say("What are you?")).reply).toContain("not a language model");
    expect((await engine.say("help")).reply).toContain("Remember that");
    expect((await engine.say("Flibber the gronk")).reply).toContain("did not understand");
    expect((await engine.say("x ".repeat(2000))).reply).toContain("cannot read it");
  });

  it("greets at a login before anyone has written", async () => {
    const engine = start();
    engine.messages.length = 0;
    engine.event({ type: "login", last_login: "Never (first login)" });
    expect((await engine.run()).reply).toContain("scripted demo");
  });
});

describe("core memory", () => {
  it("saves several facts of one message, then confirms on the heartbeat", async () => {
    const engine = start();
    const said = await engine.say("Hi! I'm Ada. I love tea and I hate rain.");
    expect(names(said)).toEqual([
      "core_memory_replace",
      "core_memory_replace",
      "core_memory_append",
      "send_message",
    ]);
    expect(engine.blocks.human).toBe("Name: Ada\nLikes: tea\nDislikes: rain");
    expect(said.reply).toContain("Nice to meet you, Ada.");
    expect(said.reply).toContain("you like tea and you dislike rain");
  });

  it("writes them in one append where no line waits for them", async () => {
    const engine = start({ blocks: { human: "" } });
    const said = await engine.say("Hi! I'm Ada. I love tea and I hate rain.");
    expect(names(said)).toEqual(["core_memory_append", "send_message"]);
    expect(engine.blocks.human).toBe("Name: Ada\nLikes: tea\nDislikes: rain");
  });

  it("corrects by replacing the exact old line", async () => {
    const engine = start({ blocks: { human: "Name: Ann\nLives in Oslo" } });
    const renamed = await engine.say("Actually my name is Anna.");
    expect(renamed.steps[0]).toMatchObject({
      name: "core_memory_replace",
      args: { name: "human", old_content: "Name: Ann", new_content: "Name: Anna", request_heartbeat: true },
    });
    expect(renamed.reply).toContain("“Name: Ann”");
    await engine.say("I moved to Bergen last year");
    await engine.say("No, it's Stavanger, not Bergen");
    expect(engine.blocks.human).toBe("Name: Anna\nLives in Stavanger");
  });

  it("does not write twice what it knows", async () => {
    const engine = start({ blocks: { human: "Name: Ada\nLikes: tea" } });
    const said = await engine.say("I'm Ada and I love tea");
    expect(names(said)).toEqual(["send_message"]);
    expect(said.reply).toContain("noted already");
  });

  it("keeps names of any script", async () => {
    for (const name of ["Zoë Krüger", "李小龙", "Łukasz", "Nguyễn Thị Hương", "محمد"]) {
      const engine = start();
      await engine.say(`My name is ${name}.`);
      expect(engine.blocks.human).toContain(`Name: ${name}`);
      expect((await engine.say("What's my name?")).reply).toBe(`Your name is ${name}.`);
    }
  });

  it("archives what a full block refuses, and says so", async () => {
    const engine = start({ limit: 40 });
    const said = await engine.say("My favourite composer is Johann Sebastian Bach");
    expect(names(said)).toEqual(["core_memory_append", "archival_memory_insert", "send_message"]);
    expect(engine.archive).toEqual(["About the person: Favourite composer: Johann Sebastian Bach"]);
    expect(said.reply).toContain("Exceeds 40 character limit");
    expect(said.reply).toContain("archived instead");
  });

  it("archives where the block is read-only, not in view, or cannot be edited", async () => {
    const withoutMemory = ALL_TOOLS.filter((name) => !name.startsWith("core_"));
    for (const options of [{ readOnly: ["human"] }, { tools: withoutMemory }]) {
      const engine = start(options);
      const said = await engine.say("I live in Oslo");
      expect(engine.archive).toEqual(["About the person: Lives in: Oslo"]);
      expect(said.reply).toContain("archived instead");
    }
    const engine = start();
    delete engine.blocks.human;
    engine.blocks.notes = "";
    expect(names(await engine.say("I live in Oslo"))).toEqual(["archival_memory_insert", "send_message"]);
  });

  it("answers from it", async () => {
    const engine = start({ blocks: { human: "Name: Ada\nLikes: tea\nHas a cat named Mo\nIs vegan" } });
    expect((await engine.say("What do I like?")).reply).toBe("You like tea.");
    expect((await engine.say("What's my cat's name?")).reply).toBe("Your cat is called Mo.");
    expect((await engine.say("Do I like tea?")).reply).toContain("Yes");
    expect((await engine.say("What do you know about me?")).reply).toContain("- Has a cat named Mo");
    expect((await engine.say("Am I vegan?")).reply).toContain("Is vegan");
  });

  it("forgets what it is asked to, there alone", async () => {
    const engine = start({ blocks: { human: "Name: Ada\nBirthday: 3 May" } });
    expect((await engine.say("Please forget my birthday")).reply).toContain("cannot erase");
    expect(engine.blocks.human).toBe("Name: Ada");
  });

  it("takes a name of its own", async () => {
    const engine = start();
    expect((await engine.say("Your name is Pip")).reply).toBe("Then I am called Pip from now on.");
    expect(engine.blocks.persona).toBe("I am kind.\nI am called Pip.");
    expect((await engine.say("What's your name?")).reply).toBe("I am called Pip.");
  });

  it("writes down no secrets", async () => {
    const engine = start();
    const said = await engine.say("My bank password is hunter2");
    expect(names(said)).toEqual(["send_message"]);
    expect(said.reply).toContain("not written it down");
  });
});

describe("archival memory", () => {
  it("keeps what it is asked to remember and finds it again", async () => {
    const engine = start();
    const kept = await engine.say("Remember that the spare key is under the blue pot.");
    expect(kept.steps[0]).toMatchObject({
      name: "archival_memory_insert",
      args: { content: "The spare key is under the blue pot.", request_heartbeat: true },
    });
    expect(kept.reply).toContain("archival memory");
    const found = await engine.say("Where is the spare key?");
    expect(names(found)).toEqual(["archival_memory_search", "send_message"]);
    expect(found.reply).toBe("I found this in my archive: “The spare key is under the blue pot.”");
  });

  it("offers the nearest memory where no word is shared, and says that it is unsure", async () => {
    const engine = start({ searchByMeaning: true });
    await engine.say("Remember that my bicycle stands behind the bakery.");
    const { reply } = await engine.say("Where did I leave my two-wheeler?");
    expect(reply).toContain("not sure");
    expect(reply).toContain("behind the bakery");
  });

  it("falls back to what was said, and admits that it found nothing", async () => {
    const engine = start();
    await engine.say("The concert was great, with Mira on the cello");
    expect((await engine.say("Who was on the cello?")).reply).toContain("Mira");
    const nothing = await engine.say("Where did I put my umbrella?");
    expect(names(nothing)).toEqual(["archival_memory_search", "conversation_search", "send_message"]);
    expect(nothing.reply).toContain("found nothing");
  });

  it("keeps a long text whole", async () => {
    const engine = start();
    const text = "The sea is grey today. Is it always? I wonder.\n".repeat(2000).trim();
    const said = await engine.say(`Remember this: ${text}`);
    expect(engine.archive).toEqual([text]);
    expect(said.reply?.length).toBeLessThan(400);
  });
});

describe("past conversation", () => {
  it("looks up what was said", async () => {
    const engine = start();
    await engine.say("I went to Lisbon in spring");
    for (let index = 0; index < 6; index++) await engine.say(`Did I mention Lisbon ${"?".repeat(index + 1)}`);
    const said = await engine.say("Did I mention Lisbon?");
    expect(said.reply).toContain("“I went to Lisbon in spring”");
    expect((await engine.say("Have I ever mentioned Madrid?")).reply).toContain("no word of yours");
  });

  it("looks up a day", async () => {
    const engine = start();
    engine.day = "2026-11-20";
    await engine.say("I planted tomatoes");
    engine.day = "2026-11-21";
    const said = await engine.say("What did I say yesterday?");
    expect(said.steps[0]).toMatchObject({
      name: "conversation_search_date",
      args: { start_date: "2026-11-20", end_date: "2026-11-20" },
    });
    expect(said.reply).toContain("“I planted tomatoes”");
    expect((await engine.say("What did I say about tomatoes on 2026-11-20?")).reply).toContain("planted");
    expect((await engine.say("What did I say on 2026-11-19?")).reply).toContain("nothing");
  });
});

describe("other wishes", () => {
  it("pauses, then confirms", async () => {
    const engine = start();
    const said = await engine.say("Don't disturb me for 30 minutes");
    expect(names(said)).toEqual(["pause_heartbeats", "send_message"]);
    expect(engine.pausedMinutes).toBe(30);
  });

  it("does several things for one message", async () => {
    const engine = start();
    const said = await engine.say(
      "Hello! I'm Ada. Remember that the code is 1234. What's my name? Thanks, and don't disturb me for 5 minutes.",
    );
    expect(engine.blocks.human).toContain("Name: Ada");
    expect(engine.archive).toEqual(["The code is 1234."]);
    expect(said.reply).toContain("Your name is Ada.");
  });

  it("shows Markdown, counts, talks at length", async () => {
    const engine = start();
    expect((await engine.say("show me markdown")).reply).toBe(MARKDOWN);
    expect((await engine.say("count to 3")).reply).toBe("1, 2, 3.");
    expect((await engine.say("count to 99999")).reply).toContain("I stop at 200");
    expect((await engine.say("write something long")).reply?.length).toBeGreaterThan(1500);
    expect((await engine.say("what time is it?")).reply).toContain("09:22 PM on Monday");
  });
});

describe("events", () => {
  const PRESSURE =
    "Warning: the conversation will soon reach its maximum length and older messages will be folded.";

  it("saves at memory pressure, then rests", async () => {
    const engine = start();
    await engine.say("The concert with Mira was wonderful");
    engine.event({ type: "system_alert", message: PRESSURE });
    const saved = await engine.run();
    expect(names(saved)).toEqual(["archival_memory_insert"]);
    expect(engine.archive[0]).toContain("“The concert with Mira was wonderful”");
    engine.event({ type: "system_alert", message: PRESSURE });
    expect(names(await engine.run())).toEqual([null]);
  });

  it("still answers whom it was about to answer", async () => {
    const engine = start();
    engine.event({ type: "user_message", message: "My name is Ada, nice to meet you" });
    engine.event({ type: "system_alert", message: PRESSURE });
    const said = await engine.run();
    expect(names(said)).toEqual(["archival_memory_insert", "core_memory_replace", "send_message"]);
    expect(said.reply).toContain("Ada");
  });

  it("has nothing to say to a heartbeat or a notice after its answer", async () => {
    const engine = start();
    await engine.say("Hi");
    engine.event({ type: "heartbeat", reason: "asked for by the person" });
    expect(names(await engine.run())).toEqual([null]);
    engine.event({ type: "system_alert", message: "The lights went out" });
    expect(names(await engine.run())).toEqual([null]);
  });

  it("admits that it lost sight of a folded message", async () => {
    const engine = start();
    await engine.say("I live in Oslo");
    const from = engine.messages.findIndex((message) => message.content?.includes("user_message"));
    const boot = engine.messages.splice(0, from + 1);
    expect(boot.length).toBeGreaterThan(3);
    engine.messages.splice(-2);
    expect((await engine.run()).reply).toContain("lost sight");
  });

  it("sums up honestly when it is asked to, without tools", async () => {
    const engine = start();
    await engine.say("I live in Oslo");
    const { tools: _tools, ...request } = engine.request();
    const completion = await createDemoProvider().complete(request);
    expect(completion.tool_calls).toEqual([]);
    expect(completion.content).toContain("“I live in Oslo”");
    expect(completion.finish_reason).toBe("stop");
  });
});

describe("always", () => {
  const MESSAGES = [
    "Hi! I'm Ada. I love tea and I hate rain. I live in Oslo. Remember that the key is here. Where is it? Forget my name.",
    "What did we talk about?",
    "Don't disturb me for an hour. What do you know about me?",
    "{}",
    '{"type":"user_message","message":"x"}',
    "",
    "💥",
    "I like a. I like b. I hate a. I no longer like b. I like a. My name is X. My name is Y. Call me Z.",
  ];

  it.each(["none", ...ALL_TOOLS])(
    "ends, uses only tools it was given, and thinks plainly (without %s)",
    async (missing) => {
      const tools = missing === "none" ? ALL_TOOLS : ALL_TOOLS.filter((name) => name !== missing);
      for (const limit of [2000, 60])
        for (const searchByMeaning of [true, false]) {
          const engine = start({ tools, limit, searchByMeaning });
          for (const message of MESSAGES) {
            const { steps } = await engine.say(message);
            expect(steps.length).toBeLessThanOrEqual(18);
            for (const { name, thought } of steps) {
              if (name !== null) expect(tools).toContain(name);
              expect(thought).toBeTruthy();
              if (name !== null) expect(thought).not.toMatch(/[(){}[\]"]/);
            }
            const signatures = steps.map((step) => JSON.stringify([step.name, step.args]));
            expect(new Set(signatures).size).toBe(signatures.length);
          }
        }
    },
  );

  it("ends with no tools at all, and with failing ones", async () => {
    const engine = start({ tools: [] });
    expect(names(await engine.say("I live in Oslo"))).toEqual([null]);
    const readOnly = start({ readOnly: ["human", "persona"] });
    await readOnly.say("I'm Ada. Your name is Bo. I like tea. Forget my name.");
  });

  it("says the same to the same request, keeping nothing itself", async () => {
    const engine = start();
    engine.event({ type: "user_message", message: "I live in Oslo" });
    const provider = createDemoProvider();
    const first = await provider.complete(engine.request());
    expect(await provider.complete(engine.request())).toEqual(first);
    expect(first.usage?.total_tokens).toBe(
      (first.usage?.prompt_tokens ?? 0) + (first.usage?.completion_tokens ?? 0),
    );
    expect(first.usage?.prompt_tokens).toBeGreaterThan(100);
  });

  it("streams what it returns", async () => {
    const engine = start();
    engine.event({ type: "user_message", message: "show me markdown" });
    const deltas: CompletionDelta[] = [];
    const completion = await createDemoProvider({ sleep: async () => {}, chunkDelayMs: 3 }).complete(
      engine.request({ stream: true }),
      { onDelta: (delta) => deltas.push(delta) },
    );
    const text = deltas.map((delta) => (delta.type === "content" ? delta.text : "")).join("");
    const args = deltas.map((delta) => (delta.type === "tool-call" ? (delta.arguments ?? "") : "")).join("");
    expect(text).toBe(completion.content);
    expect(args).toBe(completion.tool_calls[0]?.arguments);
    expect(deltas.length).toBeGreaterThan(50);
  });

  it("can be stopped before and while it streams", async () => {
    const engine = start();
    engine.event({ type: "user_message", message: "write something long" });
    const controller = new AbortController();
    const provider = createDemoProvider({ chunkDelayMs: 1 });
    const streaming = provider.complete(engine.request({ stream: true }), {
      signal: controller.signal,
      onDelta: () => controller.abort(),
    });
    await expect(streaming).rejects.toBeInstanceOf(CancelledError);
    await expect(provider.complete(engine.request(), { signal: controller.signal })).rejects.toBeInstanceOf(
      CancelledError,
    );
  });
});

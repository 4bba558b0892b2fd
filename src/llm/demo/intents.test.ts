import { describe, expect, it } from "vitest";
import { isEmptyIntent, readIntent } from "./intents.ts";

const read = (text: string) =>
  readIntent(text, { askedName: false, time: "2026-11-23 09:22:57 PM UTC+0000" });

describe("what is to be archived", () => {
  it.each([
    ["Remember that the spare key is under the blue pot.", "The spare key is under the blue pot."],
    ["please remember: call Dr. Berg. He is in on Mondays!", "Call Dr. Berg. He is in on Mondays!"],
    ["Can you remember that the code is 1234?", "The code is 1234"],
    ["Remember to buy milk", "Remember to buy milk"],
    ["Note that the plumber comes on Friday", "The plumber comes on Friday"],
    ["Save this:\nline one\nline two", "Line one\nline two"],
    ["I left my bicycle at the station", "I left my bicycle at the station"],
    ["my keys are on the shelf", "my keys are on the shelf"],
  ])("%s", (text, archive) => expect(read(text).archive).toBe(archive));

  it("takes a long text whole, and a short one up to the next question", () => {
    const long = `Remember this: ${"Why is the sky blue? Because of the air. ".repeat(500)}`;
    expect(read(long).archive).toBe(long.slice("Remember this: ".length).trim());
    expect(read("Remember that the key is here. What is my name?")).toMatchObject({
      archive: "The key is here.",
      lookup: { kind: "slot" },
    });
    expect(read("Remember that the key is here, and what is my name?")).toMatchObject({
      archive: "The key is here",
      lookup: { kind: "slot" },
    });
  });

  it("finds facts in it, too", () => {
    const intent = read("Remember that I like tea");
    expect(intent.archive).toBe("I like tea");
    expect(intent.facts.map((fact) => fact.value)).toEqual(["tea"]);
  });

  it.each(["Do you remember that trip?", "Can you remember my name?", "Remember me?", "Write a poem"])(
    "nothing of: %s",
    (text) => expect(read(text).archive).toBeNull(),
  );
});

describe("quiet", () => {
  it.each([
    ["Don't disturb me for 30 minutes", 30],
    ["please do not disturb me for 2 hours", 120],
    ["be quiet for half an hour", 30],
    ["leave me alone for an hour", 60],
    ["leave me alone", 60],
    ["pause for 1000 minutes", 360],
    ["don't bother me until tomorrow", 360],
  ])("%s", (text, minutes) => expect(read(text).pauseMinutes).toBe(minutes));
  it("is not asked for by a mere word", () => {
    expect(read("I like to pause in the garden").pauseMinutes).toBeNull();
    expect(read("What is a pause of 5 minutes?").pauseMinutes).toBeNull();
  });
});

describe("small talk", () => {
  it.each([
    ["hi", "greeting"],
    ["Thanks a lot", "thanks"],
    ["how are you?", "mood"],
    ["what are you?", "about"],
    ["Are you a real AI?", "about"],
    ["help", "help"],
    ["What can you do?", "help"],
    ["tell me about memory", "memory"],
    ["show me markdown", "markdown"],
    ["write something long", "long"],
    ["what time is it?", "time"],
    ["what's your name?", "own-name"],
    ["my wifi password is hunter2", "secret"],
    ["forget everything", "forget-all"],
  ])("%s: %s", (text, kind) => expect(read(text).topics.map((topic) => topic.kind)).toEqual([kind]));

  it("counts as far as asked", () => {
    expect(read("Count to 20").topics).toEqual([{ kind: "count", count: 20 }]);
    expect(read("please count to ten").topics).toEqual([{ kind: "count", count: 10 }]);
  });
});

describe("questions and statements", () => {
  it("takes no fact from a question", () => {
    expect(read("Do you know that I live in Oslo?").facts).toEqual([]);
    expect(read("I live in Oslo?").facts).toEqual([]);
  });
  it("reads both out of one sentence", () => {
    expect(read("My name is Ada, what's yours?")).toMatchObject({
      facts: [{ value: "Ada" }],
      topics: [{ kind: "own-name" }],
    });
  });
});

describe("odd input", () => {
  it.each(["", " ", "{}", "[1,2", "asdf qwer", "💥", "¿Cómo te llamas?", "\\", "the weather is nice"])(
    "is not understood, and that is all: %j",
    (text) => expect(isEmptyIntent(read(text))).toBe(true),
  );
  it("is read in reasonable time however long", () => {
    for (const text of [
      "a".repeat(300_000),
      "I like ".repeat(50_000),
      ", and my ".repeat(30_000),
      "I am ".repeat(50_000),
      "'".repeat(100_000),
    ]) {
      const start = performance.now();
      read(text);
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});

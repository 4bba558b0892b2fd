import { describe, expect, it } from "vitest";
import { findDates } from "./dates.ts";
import { readQuestion } from "./questions.ts";

const NOW = "2026-11-23 09:22:57 PM UTC+0000"; // a Monday

describe("findDates", () => {
  it.each([
    ["yesterday", "2026-11-22", "2026-11-22"],
    ["today", "2026-11-23", "2026-11-23"],
    ["the day before yesterday", "2026-11-21", "2026-11-21"],
    ["last week", "2026-11-16", "2026-11-22"],
    ["this month", "2026-11-01", "2026-11-23"],
    ["3 days ago", "2026-11-20", "2026-11-20"],
    ["two weeks ago", "2026-11-08", "2026-11-10"],
    ["on Friday", "2026-11-20", "2026-11-20"],
    ["last Monday", "2026-11-16", "2026-11-16"],
    ["on 2026-11-20", "2026-11-20", "2026-11-20"],
    ["between 2026-11-20 and 2026-11-02", "2026-11-02", "2026-11-20"],
    ["on 20 November", "2026-11-20", "2026-11-20"],
    ["on December 3rd", "2025-12-03", "2025-12-03"],
    ["on the 1st of March 2024", "2024-03-01", "2024-03-01"],
  ])("%s", (text, start, end) => expect(findDates(text, NOW)).toMatchObject({ start, end }));

  it("names no days where the text names none, or where today is unknown", () => {
    expect(findDates("about tea", NOW)).toBeNull();
    expect(findDates("30 February 2026", NOW)).toBeNull();
    expect(findDates("yesterday", null)).toBeNull();
    expect(findDates("on 2026-11-20", null)).toMatchObject({ start: "2026-11-20" });
  });
});

describe("readQuestion", () => {
  it.each([
    ["What's my name?", { kind: "slot", asks: "your name" }],
    ["Who am I", { kind: "slot", asks: "your name" }],
    ["do you know what my name is?", { kind: "slot", asks: "your name" }],
    ["What do I like?", { kind: "slot", asks: "what you like" }],
    ["What don't I like?", { kind: "slot", asks: "what you dislike" }],
    ["Where do I live?", { kind: "slot", asks: "where you live" }],
    ["When is my birthday?", { kind: "slot", asks: "your birthday" }],
    ["What's the name of my cat?", { kind: "slot", asks: "your cat" }],
    ["Do I like tea?", { kind: "likes", what: "tea" }],
    ["What do you know about me?", { kind: "everything" }],
    [
      "Where did I put the spare key?",
      { kind: "memory", query: "Where did I put the spare key", isPersonal: true },
    ],
    ["What do you know about Lisbon?", { kind: "memory", query: "Lisbon" }],
    ["Do you remember the blue folder?", { kind: "memory", query: "the blue folder" }],
    ["What is the capital of France?", { kind: "memory", isPersonal: false }],
    ["Did I mention Bergen?", { kind: "said", query: "Bergen" }],
    ["What did I say about the red bicycle?", { kind: "said", query: "red bicycle" }],
    ["Have we ever talked about Rome?", { kind: "said", query: "Rome" }],
    ["What did we talk about?", { kind: "said-on", about: [], range: { start: "2026-11-23" } }],
    ["What did I say yesterday?", { kind: "said-on", about: [], range: { start: "2026-11-22" } }],
    [
      "What did I say about tea on 2026-11-20?",
      { kind: "said-on", about: ["tea"], range: { end: "2026-11-20" } },
    ],
  ])("%s", (question, lookup) => expect(readQuestion(question, NOW)).toMatchObject(lookup));

  it.each(["Do you like tea?", "Why?", "Is it?", "Can you write code?"])("no lookup: %s", (question) =>
    expect(readQuestion(question, NOW)).toBeNull(),
  );
});

import { describe, expect, it } from "vitest";
import { isQuestion, splitClauses, splitSentences } from "./sentences.ts";

describe("splitSentences", () => {
  it("cuts at ends of sentences and lines, and keeps places", () => {
    const text = "Hi! I'm Ada. I love tea…\nWhat's up?";
    const sentences = splitSentences(text);
    expect(sentences.map((sentence) => sentence.text)).toEqual([
      "Hi!",
      "I'm Ada.",
      "I love tea…",
      "What's up?",
    ]);
    for (const { text: part, start, end } of sentences) expect(text.slice(start, end)).toBe(part);
  });

  it("does not cut numbers, addresses and abbreviations", () => {
    expect(splitSentences("Dr. Berg paid 3.50 at tea.example.org today.")).toHaveLength(1);
    expect(splitSentences("我叫小明。我喜欢茶。")).toHaveLength(2);
  });

  it("copes with anything, quickly", () => {
    expect(splitSentences("")).toEqual([]);
    expect(splitSentences("  \n\n ")).toEqual([]);
    expect(splitSentences("...")).toHaveLength(1);
    expect(splitSentences("a. ".repeat(200_000)).length).toBeLessThanOrEqual(40);
  });
});

describe("isQuestion", () => {
  it.each([
    "What's my name",
    "do you know me",
    "where is it?",
    "你好吗？",
    "Tell me what I like",
    "So, when is it",
  ])("%s", (text) => expect(isQuestion(text)).toBe(true));
  it.each([
    "Do not disturb me",
    "What a day",
    "When I was young I lived in Rome",
    "Whatever",
    "Can't stand rain",
  ])("no question: %s", (text) => expect(isQuestion(text)).toBe(false));
});

describe("splitClauses", () => {
  it("parts what can each hold a fact and puts a left out subject back", () => {
    expect(splitClauses("I'm Ada, I love tea and I hate rain.")).toEqual([
      "I'm Ada",
      "I love tea",
      "I hate rain.",
    ]);
    expect(splitClauses("I live in Oslo and work as a baker")).toEqual([
      "I live in Oslo",
      "I work as a baker",
    ]);
    expect(splitClauses("Well, actually, my name is Ada")).toEqual(["my name is Ada"]);
  });
  it("leaves lists and infinitives whole", () => {
    expect(splitClauses("I like tea and coffee")).toEqual(["I like tea and coffee"]);
    expect(splitClauses("I like to sit and play chess")).toEqual(["I like to sit and play chess"]);
  });
});

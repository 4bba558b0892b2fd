import { describe, expect, it } from "vitest";
import { queryTerms, sharedWords, termsOf, timeTerms, wordsOf } from "./terms.ts";

describe("terms of a text", () => {
  it("bring the forms of a word together, irregular ones too", () => {
    expect(termsOf("painting")).toEqual(termsOf("painted"));
    expect(termsOf("She went home")).toEqual(termsOf("going home"));
    expect(termsOf("Ada's children")).toEqual(termsOf("Ada child"));
  });

  it("leave out what says nothing, unless there is nothing else", () => {
    expect(termsOf("where is the key")).toEqual(["kei"]);
    expect(termsOf("who are you")).toEqual(["who", "ar", "you"]);
    expect(termsOf("")).toEqual([]);
    expect(termsOf("?! …")).toEqual([]);
  });

  it("fold accents and width, and know a date in digits by its month", () => {
    expect(termsOf("Café Ｏｓｌｏ")).toEqual(["cafe", "oslo"]);
    expect(wordsOf("on 2023-05-08")).toEqual(["on", "8", "may", "2023"]);
    expect(wordsOf("2023-17-08")).toEqual(["2023", "17", "08"]);
  });

  it("cut scripts without spaces into pairs", () => {
    expect(wordsOf("東京都 3")).toEqual(["東京", "京都", "3"]);
    expect(wordsOf("猫")).toEqual(["猫"]);
  });
});

describe("a question", () => {
  it("asks for months and years as times of making too", () => {
    expect(queryTerms("What did I store in May 2023?")).toEqual(["store", "mai", "2023", "@may", "@2023"]);
    expect(timeTerms("2023-05-08T12:00:00.000Z")).toEqual(["@may", "@2023"]);
    expect(timeTerms("some day")).toEqual([]);
  });

  it("shares its own words with a text, in whatever form they stand there", () => {
    expect(sharedWords("Where did Caroline paint?", "Caroline painted a lake.")).toEqual([
      "caroline",
      "paint",
    ]);
    expect(sharedWords("Where did Caroline paint?", "A boat.")).toEqual([]);
  });
});

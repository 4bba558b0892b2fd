import { describe, expect, it } from "vitest";
import { readName } from "./names.ts";

describe("readName", () => {
  it.each([
    ["Ada.", "Ada"],
    ["Zoë Krüger and I live here", "Zoë Krüger"],
    ["José María de la Cruz", "José María de la Cruz"],
    ["李小龙", "李小龙"],
    ["Łukasz O'Brien-Nowak, by the way", "Łukasz O'Brien-Nowak"],
    ["ada", "Ada"],
    ["ada lovelace", "Ada Lovelace"],
    ["J. R. Smith", "J. R. Smith"],
    ["Ada from Oslo", "Ada"],
    ["Zoe\u0308", "Zoe\u0308"],
  ])("reads %s", (text, name) => expect(readName(text, { strict: false })).toBe(name));

  it.each(["", "not Bob", "later", "!!!", "42", "a secret"])("reads no name in %s", (text) =>
    expect(readName(text, { strict: false })).toBeNull(),
  );

  it.each(["tired", "Happy", "Norwegian", "HAPPY", "going home", "Batman's fan", "Off to bed"])(
    "after I'm, %s is no name",
    (text) => expect(readName(text, { strict: true })).toBeNull(),
  );
  it("after I'm takes a capitalised name with nothing behind it", () => {
    expect(readName("Ada", { strict: true })).toBe("Ada");
    expect(readName("Ada, nice to meet you", { strict: true })).toBe("Ada");
    expect(readName("Åsa from Malmö", { strict: true })).toBe("Åsa");
  });
});

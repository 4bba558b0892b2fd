import { describe, expect, it } from "vitest";
import { ArgumentsSplitter } from "./arguments-splitter.ts";

function split(text: string, cuts: number[] = []) {
  const splitter = new ArgumentsSplitter("inner_thoughts");
  let taken = "";
  let rest = "";
  let from = 0;
  for (const to of [...cuts, text.length]) {
    const piece = splitter.feed(text.slice(from, to));
    taken += piece.taken;
    rest += piece.rest;
    from = to;
  }
  return { taken, rest: rest + splitter.finish() };
}

const thought = 'a "quoted" thought\nwith \\ and é and 😀 { } , :';
const objects: Record<string, unknown>[] = [
  { inner_thoughts: thought, message: "Hi, you" },
  { message: "Hi, {you}", inner_thoughts: thought },
  { name: "human", inner_thoughts: thought, content: '{"inner_thoughts": "not this"}', n: [1, { a: ",}" }] },
  { inner_thoughts: thought },
  { inner_thoughts: "", a: null, b: true },
  { nested: { inner_thoughts: "stays" }, x: 1 },
];

describe("ArgumentsSplitter", () => {
  it.each(objects.flatMap((object) => [JSON.stringify(object), JSON.stringify(object, null, 2)]))(
    "splits %s at every border",
    (text) => {
      const { inner_thoughts = "", ...rest } = JSON.parse(text) as Record<string, unknown>;
      const whole = split(text);
      expect(whole.taken).toBe(inner_thoughts);
      expect(JSON.parse(whole.rest)).toEqual(rest);
      for (let at = 1; at < text.length; at++) expect(split(text, [at])).toEqual(whole);
      expect(
        split(
          text,
          Array.from({ length: text.length - 1 }, (_, index) => index + 1),
        ),
      ).toEqual(whole);
    },
  );

  it("reads escaped letters", () => {
    expect(split('{"inner_thoughts":"\\u00e9\\ud83d\\ude00\\t","a":1}', [20, 27, 30]).taken).toBe("é😀\t");
  });

  it("leaves what is broken or no object as it is", () => {
    for (const text of ['{"message": "unfinished', "no json", "[1, 2]", '{"mess', ""])
      expect(split(text)).toEqual({ taken: "", rest: text });
  });

  it("gives what there is of a thought that breaks off", () => {
    expect(split('{"inner_thoughts": "so far')).toEqual({ taken: "so far", rest: "{" });
  });
});

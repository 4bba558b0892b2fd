import { expect, it } from "vitest";
import { jsonElements } from "./json-elements.ts";

async function elements(text: string, size: number) {
  async function* chunks() {
    for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size);
  }
  const found: unknown[] = [];
  for await (const element of jsonElements(chunks()))
    found.push("end" in element ? "end" : JSON.parse(element.text));
  return found;
}

const values = [{ a: 'x, ]}\\"[', b: [1, [2], { c: "\\" }] }, "text, with ] marks", 3, null, [], {}, true];

it.each([1, 2, 7, 1000])("takes an array apart, read %i characters at a time", async (size) => {
  expect(await elements(` \n${JSON.stringify(values, null, 1)} `, size)).toEqual([...values, "end"]);
});

it("tells a whole array from one that breaks off, and both from what is none", async () => {
  expect(await elements("[]", 1)).toEqual(["end"]);
  expect(await elements('[{"a":1},{"b":', 3)).toEqual([{ a: 1 }]);
  expect(await elements('{"a":[1]}', 3)).toEqual([]);
  expect(await elements('"[1]"', 3)).toEqual([]);
  expect(await elements("", 3)).toEqual([]);
});

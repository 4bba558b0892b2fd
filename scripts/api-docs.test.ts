import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CONFORMANCE } from "../src/client/testing/conformance.ts";
import { ALIASES, apiDocument, readMethods } from "./api-docs.ts";

const SPEC = "../shared/spec/memgpt-client-api.md";
const names = new Set(readMethods().map(({ name }) => name));
/** Tables are padded by the formatter. */
const unpadded = (text: string) => text.replace(/ +\|/g, " |").replace(/\| +/g, "| ").replace(/-+/g, "-");

it("docs/api.md is what the code says", () => {
  expect(unpadded(readFileSync("docs/api.md", "utf8"))).toBe(unpadded(apiDocument()));
});

it("every method of AbstractClient has a conformance case and a summary", () => {
  expect(names.size).toBeGreaterThan(60);
  expect(
    readMethods()
      .filter(({ summary }) => summary === "")
      .map(({ name }) => name),
  ).toEqual([]);
  const covered = new Set<string>(CONFORMANCE.flatMap(({ methods }) => methods));
  expect([...names].filter((name) => !covered.has(name))).toEqual([]);
});

it.skipIf(!existsSync(SPEC))("every method of the reference is there", () => {
  const headings = readFileSync(SPEC, "utf8").matchAll(/^#### (\w+)\(/gm);
  const reference = [...new Set([...headings].map(([, name]) => name as string))];
  expect(reference.length).toBeGreaterThan(55);
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const missing = reference.filter((name) => !names.has(camel(name)) && !(name in ALIASES));
  expect(missing).toEqual([]);
  for (const { method } of Object.values(ALIASES)) expect(names).toContain(method);
});

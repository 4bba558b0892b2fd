import { expect, it } from "vitest";
import { compileMemory } from "../memory/compile.ts";
import { blockSchema, type Memory, memorySchema } from "../schemas/index.ts";
import { coreMemoryParts } from "./core-memory-parts.ts";

function memoryOf(values: Record<string, string>, prompt_template?: string): Memory {
  const memory = Object.fromEntries(
    Object.entries(values).map(([label, value], index) => [
      label,
      blockSchema.parse({ id: `block-${index}`, label, value, limit: 2000 }),
    ]),
  );
  return memorySchema.parse({ memory, ...(prompt_template === undefined ? {} : { prompt_template }) });
}

async function partsOf(memory: Memory) {
  const compiled = await compileMemory(memory);
  const parts = await coreMemoryParts(memory, compiled);
  expect(parts.map(({ text }) => text).join("")).toBe(compiled);
  return parts;
}

const VALUES = { persona: "I am <Ada>.\n</persona> (really)", human: "Name: Grace. 7 cats", empty: "" };

it("cuts the default template at its sections, tags included", async () => {
  const parts = await partsOf(memoryOf(VALUES));
  expect(parts.map(({ section }) => section)).toEqual(["persona", "human", "empty"]);
  expect(parts[1]?.text).toBe('<human characters="19/2000">\nName: Grace. 7 cats\n</human>\n');
});

it("finds the values in a template of one's own, also where it prints their length", async () => {
  const template =
    "Known:{% for block in memory.values() %}\n* {{ block.name }} ({{ block.value|length }} of 2000): {{ block.value }}{% endfor %}\nEnd.";
  const parts = await partsOf(memoryOf(VALUES, template));
  expect(parts.filter(({ section }) => section !== null)).toEqual([
    { section: "persona", text: VALUES.persona },
    { section: "human", text: VALUES.human },
  ]);
  expect(parts[0]).toEqual({ section: null, text: "Known:\n* persona (31 of 2000): " });
});

it("leaves a text whole that cannot be cut", async () => {
  const memory = memoryOf({ human: "Grace" }, "{{ memory.human.value[:3] }}!");
  expect(await partsOf(memory)).toEqual([{ section: null, text: "Gra!" }]);
  expect(await partsOf(memoryOf({}))).toEqual([]);
});

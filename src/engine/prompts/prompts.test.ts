import { describe, expect, it } from "vitest";
import { randomAgentName } from "./agent-names.ts";
import { BOOT_GREETING, BOOT_MONOLOGUE } from "./boot-messages.ts";
import { DEFAULT_HUMAN, DEFAULT_PERSONA } from "./default-blocks.ts";
import { HUMANS } from "./humans.ts";
import { PERSONAS } from "./personas.ts";
import { SUMMARIZER_PROMPT } from "./summarizer-prompt.ts";
import { DEFAULT_SYSTEM_PROMPT } from "./system-prompt.ts";
import { SYSTEM_PROMPTS } from "./system-prompts.ts";

const words = (text: string) => text.split(/\s+/).length;

describe("the system prompt", () => {
  it("is long enough to explain and short enough for a small model", () => {
    expect(words(DEFAULT_SYSTEM_PROMPT)).toBeGreaterThanOrEqual(450);
    expect(words(DEFAULT_SYSTEM_PROMPT)).toBeLessThanOrEqual(650);
  });

  it.each([{ name: "default", text: DEFAULT_SYSTEM_PROMPT }, ...SYSTEM_PROMPTS])(
    "$name: names the tools and events an agent has, and asks for no slot, since memory is appended",
    ({ text }) => {
      for (const name of [
        "send_message",
        "conversation_search",
        "conversation_search_date",
        "archival_memory_insert",
        "archival_memory_search",
        "core_memory_append",
        "core_memory_replace",
        "request_heartbeat",
        "alert",
        "login",
        "persona",
        "human",
      ])
        expect(text).toContain(name);
      expect(text).toMatch(/ends your turn/);
      expect(text).toMatch(/fail/);
      expect(text).toMatch(/The counts of your stored memories and your core memory follow\.$/);
      expect(text).not.toContain("{");
      expect(words(text)).toBeLessThanOrEqual(700);
    },
  );
});

describe("starter personas", () => {
  it.each([...PERSONAS])("$name says how it behaves and what it does with its memory", ({ text }) => {
    expect(text).toMatch(/memory/);
    expect(text).toMatch(/^I am /);
    expect(text.split("\n").length).toBeGreaterThanOrEqual(5);
  });
});

describe("starter texts", () => {
  it("have names of their own and fit their blocks", () => {
    for (const blocks of [PERSONAS, HUMANS, SYSTEM_PROMPTS]) {
      expect(new Set(blocks.map((block) => block.name)).size).toBe(blocks.length);
      for (const { text, description } of blocks) {
        expect(description).not.toContain("\n");
        expect(text).toBe(text.trim());
      }
    }
    for (const { text } of [...PERSONAS, ...HUMANS]) expect(text.length).toBeLessThan(1500);
    expect(PERSONAS).toHaveLength(10);
    expect(PERSONAS[0]).toBe(DEFAULT_PERSONA);
    expect(HUMANS[0]).toBe(DEFAULT_HUMAN);
  });

  it("keep our tone: no exclamation marks", () => {
    const all = [
      DEFAULT_SYSTEM_PROMPT,
      SUMMARIZER_PROMPT,
      BOOT_MONOLOGUE,
      BOOT_GREETING,
      ...[...PERSONAS, ...HUMANS, ...SYSTEM_PROMPTS].map((block) => block.text + block.description),
    ];
    for (const text of all) expect(text).not.toContain("!");
  });

  it("give a boot thought that the first-message check would accept", () => {
    expect(BOOT_MONOLOGUE).not.toMatch(/[(){}[\]"]/);
  });
});

describe("randomAgentName", () => {
  it("gives adjective and noun, capitalised, letters only", () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const names = Array.from({ length: 2000 }, () => randomAgentName(random));
    for (const name of names) expect(name).toMatch(/^[A-Z][a-z]+[A-Z][a-z]+$/);
    expect(new Set(names).size).toBeGreaterThan(500);
    const parts = names.map((name) => name.match(/[A-Z][a-z]+/g) as string[]);
    expect(new Set(parts.map(([adjective]) => adjective)).size).toBeGreaterThanOrEqual(100);
    expect(new Set(parts.map(([, noun]) => noun)).size).toBeGreaterThanOrEqual(100);
  });

  it("stays in its lists at both ends of the range", () => {
    expect(randomAgentName(() => 0)).toBe("AbleAcorn");
    expect(randomAgentName(() => 1)).toBe("ZestyYarrow");
  });
});

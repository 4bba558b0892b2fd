import { describe, expect, it } from "vitest";
import { readToolSource } from "../schema/read-tool-source.ts";
import { STARTER_TOOLS } from "./starter-tools.ts";

describe("starter tools", () => {
  it.each(STARTER_TOOLS.map((tool) => [tool.name, tool] as const))(
    "%s says what it is",
    async (name, tool) => {
      const source_code = await tool.load();
      const reading = await readToolSource({ language: tool.language, source_code });
      expect(reading.problems).toEqual([]);
      expect(reading).toMatchObject({ name, json_schema: { name } });
      expect(reading.json_schema?.description).not.toBe("");
      expect(tool.needs_hosts).toBe(source_code.includes("fetch("));
    },
  );
});

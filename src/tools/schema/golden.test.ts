/** Tools of the recordings of the original engine: our schemas are theirs, but for the wording of request_heartbeat. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ToolJsonSchema } from "../../schemas/index.ts";
import { readToolSource } from "./read-tool-source.ts";

const FILE = join(import.meta.dirname, "../../../../shared/golden/custom_tools.json");

interface RecordedTool {
  source_code: string | null;
  name: string;
  json_schema: ToolJsonSchema;
}
interface RecordedCall {
  method: string;
  args: { func?: { source: string } };
  returns?: RecordedTool | RecordedTool[];
  raises?: { message: string };
}

function load(): RecordedCall[] {
  if (existsSync(FILE)) return (JSON.parse(readFileSync(FILE, "utf8")) as { calls: RecordedCall[] }).calls;
  console.log("golden recordings skipped: there is no ../shared/golden beside this checkout");
  return [];
}

function comparable(schema: ToolJsonSchema | null) {
  const copy = structuredClone(schema);
  const heartbeat = copy?.parameters.properties.request_heartbeat;
  if (heartbeat) heartbeat.description = "(our words)";
  return copy;
}

/** The original gives it a docstring after its definition: its source has none. */
const DOCSTRING_ELSEWHERE = "pause_heartbeats";

const calls = load();
const created = calls.filter(({ method, args }) => method === "create_tool" && args.func);
const listed = calls
  .filter(({ method }) => method === "list_tools")
  .flatMap(({ returns }) => (Array.isArray(returns) ? returns : []))
  .filter(({ source_code }) => source_code !== null);

describe.skipIf(calls.length === 0)("tools of the recordings", () => {
  it("are there", () => {
    expect(created.length).toBeGreaterThan(3);
    expect(listed.length).toBeGreaterThan(5);
  });

  it.each(created.map((call) => [call.args.func?.source.split("(")[0], call] as const))(
    "create_tool %s",
    async (_name, call) => {
      const reading = await readToolSource({
        language: "python",
        source_code: call.args.func?.source ?? "",
      });
      if (call.raises) expect(reading.problems[0]?.message).toBe(call.raises.message);
      else
        expect(comparable(reading.json_schema)).toEqual(
          comparable((call.returns as RecordedTool).json_schema),
        );
    },
  );

  it.each(listed.map((tool) => [tool.name, tool] as const))("list_tools %s", async (_name, tool) => {
    const reading = await readToolSource({ language: "python", source_code: tool.source_code ?? "" });
    if (tool.name === DOCSTRING_ELSEWHERE) {
      expect(reading.problems[0]?.message).toMatch(/lacks a description in the docstring$/);
      return;
    }
    expect(reading.problems).toEqual([]);
    expect(comparable(reading.json_schema)).toEqual(comparable(tool.json_schema));
  });
});

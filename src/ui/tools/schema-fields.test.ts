import { describe, expect, it } from "vitest";
import type { ToolJsonSchema } from "../../schemas/index.ts";
import { fieldsOf, readFields, valuesOf } from "./schema-fields.ts";

const schema: ToolJsonSchema = {
  name: "order",
  description: "Orders something.",
  parameters: {
    type: "object",
    properties: {
      what: { type: "string", description: "What." },
      size: { type: "string", enum: ["small", "large"], description: "How large." },
      count: { type: "integer", description: "How many.", default: 2 },
      weight: { type: "number" },
      gift: { type: "boolean" },
      notes: { type: "array", items: { type: "string" } },
      address: { type: "object", properties: { street: { type: "string" } } },
      request_heartbeat: { type: "boolean" },
    },
    required: ["what", "size", "gift", "request_heartbeat"],
  },
};
const fields = fieldsOf(schema);

describe("the form of a tool", () => {
  it("has a field of its kind for each parameter, and none for the heartbeat", () => {
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ["what", "text", true],
      ["size", "choice", true],
      ["count", "integer", false],
      ["weight", "number", false],
      ["gift", "boolean", true],
      ["notes", "lines", false],
      ["address", "json", false],
    ]);
  });

  it("gives arguments of the declared types, and leaves out what is empty", () => {
    const values = {
      what: "tea",
      size: "large",
      count: "3",
      weight: "",
      gift: true,
      notes: "one\n\ntwo",
      address: '{"street": "Main"}',
    };
    expect(readFields(fields, values)).toEqual({
      args: {
        what: "tea",
        size: "large",
        count: 3,
        gift: true,
        notes: ["one", "two"],
        address: { street: "Main" },
      },
      problems: {},
    });
  });

  it("names what is missing or no number or no JSON", () => {
    expect(readFields(fields, { count: "2.5", weight: "heavy", address: "{" })).toEqual({
      args: { gift: false },
      problems: { what: "missing", size: "missing", count: "integer", weight: "number", address: "json" },
    });
  });

  it("begins with the defaults, or with the arguments of an earlier call", () => {
    expect(valuesOf(fields)).toEqual({ count: "2" });
    const args = {
      what: "tea",
      size: "small",
      count: 5,
      gift: true,
      notes: ["a", "b"],
      address: { street: "X" },
    };
    expect(readFields(fields, valuesOf(fields, args))).toEqual({ args, problems: {} });
  });
});

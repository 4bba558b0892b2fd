import { describe, expect, it } from "vitest";
import type { ToolJsonSchema } from "../schemas/index.ts";
import { checkArguments, ToolArgumentsError } from "./arguments.ts";
import type { ValueSchema } from "./check-value.ts";

/** A tool that takes `x`. */
const taking = (x: ValueSchema, required = true, more: ValueSchema = {}): ToolJsonSchema => ({
  name: "f",
  description: "Does it.",
  parameters: {
    type: "object",
    properties: { x, request_heartbeat: { type: "boolean" } },
    required: required ? ["x", "request_heartbeat"] : ["request_heartbeat"],
    ...more,
  },
});

const string = { type: "string" };
const integer = { type: "integer" };
const nullable = { anyOf: [string, { type: "null" }] };
const place = {
  type: "object",
  properties: {
    lat: { type: "number" },
    kind: { type: "string", enum: ["a", "b"] },
    near: { type: "object" },
  },
  required: ["lat"],
};

const TAKEN: [string, ValueSchema, unknown, unknown][] = [
  ["what fits", string, "a", "a"],
  ["digits for a number", { type: "number" }, "2.5", 2.5],
  ["digits for a whole number", integer, " 3 ", 3],
  ["a word for a boolean", { type: "boolean" }, "True", true],
  ["a number for a text", string, 5, "5"],
  ["a boolean for a text", string, true, "true"],
  ["the word null for a text", string, "null", "null"],
  ["digits for one of some numbers", { type: "integer", enum: [1, 2] }, "2", 2],
  ["digits within a list", { type: "array", items: integer }, [1, "2"], [1, 2]],
  ["JSON for a list", { type: "array", items: integer }, "[1, 2]", [1, 2]],
  ["JSON for an object", place, '{"lat": "1.5"}', { lat: 1.5 }],
  ["a member that is null and may be left out", place, { lat: 1, kind: null }, { lat: 1 }],
  [
    "null for one of some texts that may be left out",
    { type: "object", properties: { a: { enum: ["b"] } } },
    { a: null },
    {},
  ],
  ["a word for nothing where it may be left out", place, { lat: 1, near: "None" }, { lat: 1 }],
  ["a member that is not declared", place, { lat: 1, more: [1] }, { lat: 1, more: [1] }],
  ["members of one type", { type: "object", additionalProperties: integer }, { a: "1" }, { a: 1 }],
  ["an object of whatever", { type: "object" }, { a: [{ b: null }] }, { a: [{ b: null }] }],
  ["null among items", { type: "array", items: nullable }, ["a", null], ["a", null]],
  ["null where it is a value", nullable, null, null],
  ["null in a list of types", { type: ["string", "null"] }, null, null],
  ["either of two types", { anyOf: [integer, string] }, "2", "2"],
  ["the other of two types", { oneOf: [string, integer] }, 2, 2],
  ["what fits either when mended", { anyOf: [integer, { type: "boolean" }] }, "2", 2],
  ["a constant", { const: "a" }, "a", "a"],
  ["an equal object of an enum", { enum: [{ a: 1 }] }, { a: 1 }, { a: 1 }],
  ["anything where nothing is said", {}, { a: 1 }, { a: 1 }],
];

const REFUSED: [ValueSchema, unknown, string][] = [
  [string, null, "the argument 'x' is missing"],
  [string, undefined, "the argument 'x' is missing"],
  [string, ["a"], "the argument 'x' must be of type string"],
  [integer, 1.5, "the argument 'x' must be of type integer"],
  [integer, "many", "the argument 'x' must be of type integer"],
  [{ type: "boolean" }, "yes", "the argument 'x' must be of type boolean"],
  [{ type: "array", items: integer }, "a, b", "the argument 'x' must be of type array"],
  [{ type: "array", items: integer }, '{"a":1}', "the argument 'x' must be of type array"],
  [{ type: "array", items: integer }, [1, "a"], "the argument 'x[1]' must be of type integer"],
  [{ type: "array", minItems: 2 }, [1], "the argument 'x' must have at least 2 items"],
  [{ type: "array", maxItems: 1 }, [1, 2], "the argument 'x' must have at most 1 items"],
  [{ type: "string", enum: ["a", "b"] }, "c", "the argument 'x' must be one of a, b"],
  [{ type: "array", items: { enum: ["a"] } }, ["a", "b"], "the argument 'x[1]' must be one of a"],
  [{ const: 1 }, 2, "the argument 'x' must be one of 1"],
  [place, {}, "the argument 'x.lat' is missing"],
  [place, { lat: null }, "the argument 'x.lat' is missing"],
  [place, { lat: 1, kind: "c" }, "the argument 'x.kind' must be one of a, b"],
  [place, "here", "the argument 'x' must be of type object"],
  [
    { type: "array", items: place },
    [{ lat: 1 }, { lat: "x" }],
    "the argument 'x[1].lat' must be of type number",
  ],
  [{ ...place, additionalProperties: false }, { lat: 1, a: 1 }, "the argument 'x.a' is not known"],
  [
    { type: "object", additionalProperties: integer },
    { a: "b" },
    "the argument 'x.a' must be of type integer",
  ],
  [
    { anyOf: [integer, { type: "boolean" }] },
    "a",
    "the argument 'x' must be of type integer, or must be of type boolean",
  ],
  [{ anyOf: [{ type: "null" }, place] }, { lat: "a" }, "the argument 'x.lat' must be of type number"],
  [{ type: ["integer", "boolean"] }, "a", "the argument 'x' must be of type integer or boolean"],
];

describe("arguments held against a schema", () => {
  it.each(TAKEN)("takes %s", (_title, schema, given, taken) => {
    expect(checkArguments(taking(schema), { x: given })).toEqual({ x: taken });
  });

  it.each(REFUSED)("%j refuses %j", (schema, given, problem) => {
    const check = () => checkArguments(taking(schema), { x: given });
    expect(check).toThrow(ToolArgumentsError);
    expect(check).toThrow(`Error calling function f: ${problem} (it takes: x)`);
  });

  it.each([[null], ["null"], ["None"], [""], [undefined]])(
    "leaves out %j for a number that may be left out",
    (given) => {
      expect(checkArguments(taking(integer, false), { x: given })).toEqual({});
    },
  );

  it("refuses what no parameter is called, unless the schema is open", () => {
    expect(() => checkArguments(taking(string), { x: "a", y: 1 })).toThrow("got an unexpected argument 'y'");
    expect(
      checkArguments(taking(string, true, { additionalProperties: integer }), { x: "a", y: "1" }),
    ).toEqual({
      x: "a",
      y: 1,
    });
  });

  it("takes no parameter from an object's prototype", () => {
    expect(() => checkArguments(taking({}, true), JSON.parse('{"__proto__": {"x": 1}}'))).toThrow(
      "got an unexpected argument '__proto__'",
    );
    const checked = checkArguments(taking({ type: "object" }), JSON.parse('{"x": {"__proto__": {"y": 1}}}'));
    expect((checked.x as { y?: unknown }).y).toBeUndefined();
    expect(Object.keys(checked.x as object)).toEqual(["__proto__"]);
  });
});

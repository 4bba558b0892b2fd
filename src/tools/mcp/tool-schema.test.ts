import { describe, expect, it } from "vitest";
import { checkArguments } from "../arguments.ts";
import { mcpToolName, mcpToolSchema } from "./tool-schema.ts";

const schemaOf = (input_schema: Record<string, unknown>, description: string | null = "Does it.") =>
  mcpToolSchema({ name: "there", description, input_schema }, "here");

describe("mcpToolSchema", () => {
  it("takes a plain schema as it is, and adds request_heartbeat", () => {
    const schema = schemaOf({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        place: { type: "string", description: "Where." },
        days: { type: "integer", minimum: 1, default: 3 },
      },
      required: ["place"],
      additionalProperties: false,
    });
    expect(schema).toEqual({
      name: "here",
      description: "Does it.",
      parameters: {
        type: "object",
        properties: {
          place: { type: "string", description: "Where." },
          days: { type: "integer", minimum: 1, default: 3 },
          request_heartbeat: expect.objectContaining({ type: "boolean" }),
        },
        required: ["place", "request_heartbeat"],
        additionalProperties: false,
      },
    });
  });

  it("makes an object of a schema that says nothing", () => {
    for (const input of [{}, { type: "object" }, { type: "object", properties: null, required: "x" }])
      expect(schemaOf(input).parameters).toMatchObject({
        type: "object",
        properties: { request_heartbeat: {} },
        required: ["request_heartbeat"],
      });
  });

  it("keeps references and alternatives of a property, with what they point at", () => {
    const input = {
      type: "object",
      properties: {
        shape: { $ref: "#/$defs/shape" },
        any: true,
        size: { oneOf: [{ type: "number" }, { type: "string" }] },
      },
      $defs: { shape: { type: "object", properties: { kind: { enum: ["round", "square"] } } } },
    };
    const schema = schemaOf(input);
    expect(schema.parameters.$defs).toEqual(input.$defs);
    expect(schema.parameters.properties).toMatchObject({
      shape: { $ref: "#/$defs/shape" },
      any: {},
      size: { oneOf: [{ type: "number" }, { type: "string" }] },
    });
    // Such values are not looked into here: the server does.
    expect(checkArguments(schema, { shape: { kind: "round" }, any: [1], size: "L" })).toEqual({
      shape: { kind: "round" },
      any: [1],
      size: "L",
    });
  });

  it("puts a root of branches together: what only one of them wants is optional", () => {
    const schema = schemaOf({
      type: "object",
      allOf: [{ $ref: "#/definitions/base" }],
      oneOf: [
        { properties: { id: { type: "integer" } }, required: ["id"] },
        { properties: { name: { type: "string" } }, required: ["name"] },
      ],
      definitions: { base: { properties: { zone: { type: "string" } }, required: ["zone"] } },
    });
    expect(Object.keys(schema.parameters.properties)).toEqual(["zone", "id", "name", "request_heartbeat"]);
    expect(schema.parameters.required).toEqual(["zone", "request_heartbeat"]);
    expect(schema.parameters).not.toHaveProperty("oneOf");
    expect(schema.parameters).not.toHaveProperty("allOf");
  });

  it("lets through what a tool takes without naming it", () => {
    const open = schemaOf({
      type: "object",
      properties: { a: { type: "string" } },
      additionalProperties: true,
    });
    expect(checkArguments(open, { a: "x", b: [1] })).toEqual({ a: "x", b: [1] });
    const closed = schemaOf({ type: "object", properties: { a: { type: "string" } } });
    expect(() => checkArguments(closed, { a: "x", b: 1 })).toThrow("unexpected argument 'b'");
  });

  it("ends with a schema that points at itself", () => {
    const schema = schemaOf({ type: "object", allOf: [{ $ref: "#" }], properties: { a: {} } });
    expect(Object.keys(schema.parameters.properties)).toEqual(["a", "request_heartbeat"]);
  });

  it("is not poisoned by names of an object's own machinery", () => {
    const input = JSON.parse(
      '{"type":"object","properties":{"constructor":{"type":"string"},"__proto__":{"type":"number"}},"required":["constructor"]}',
    );
    const schema = schemaOf(input);
    expect(schema.parameters.properties.constructor).toEqual({ type: "string" });
    expect(schema.parameters.required).toEqual(["constructor", "request_heartbeat"]);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });

  it("cuts a description that would fill every request", () => {
    expect(schemaOf({}, "x".repeat(50_000)).description).toHaveLength(2000);
    expect(schemaOf({}, null).description).toBe("");
  });
});

describe("mcpToolName", () => {
  const free = () => false;
  it.each([
    ["get_weather", "get_weather"],
    ["_private-2", "_private-2"],
    ["weather/now", "weather_now"],
    ["admin.users.list", "admin_users_list"],
    ["Wetter für morgen", "Wetter_f_r_morgen"],
    ["天气", "tool"],
    ["x".repeat(200), "x".repeat(64)],
  ])("%s is called %s", (given, name) => {
    expect(mcpToolName(given, "Server", free)).toBe(name);
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  });

  it("puts the server's name before one that is taken, then a number behind", () => {
    const taken = new Set(["search"]);
    const next = () => {
      const name = mcpToolName("search", "My Server", (one) => taken.has(one));
      taken.add(name);
      return name;
    };
    expect([next(), next(), next()]).toEqual([
      "My_Server_search",
      "My_Server_search_2",
      "My_Server_search_3",
    ]);
    const long = mcpToolName("y".repeat(64), "z".repeat(80), (one) => one === "y".repeat(64));
    expect(long).toMatch(/^z{24}_y{39}$/);
  });
});

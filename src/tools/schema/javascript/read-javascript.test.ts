import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json-schema.ts";
import { readToolSource } from "../read-tool-source.ts";

const typescript = (source_code: string, name?: string) =>
  readToolSource({ language: "typescript", source_code, name });
const javascript = (source_code: string, name?: string) =>
  readToolSource({ language: "javascript", source_code, name });

/** A function with one parameter `x`, described, and what stands before it. */
const withParameter = (parameter: string, before = "") =>
  `${before}\n/**\n * Does it.\n * @param x - The x.\n */\nexport function f(${parameter}) {}`;

const string: JsonSchema = { type: "string" };
const number: JsonSchema = { type: "number" };
const point: JsonSchema = {
  type: "object",
  properties: { lat: number, lon: number },
  required: ["lat", "lon"],
};

/** Parameter as declared, its schema without the description, whether it must be given, what stands before. */
const TYPED: [string, JsonSchema, "required" | "optional", string?][] = [
  ["x: string", string, "required"],
  ["x: number", number, "required"],
  ["x: boolean", { type: "boolean" }, "required"],
  ["x: integer", { type: "integer" }, "required", "type integer = number;"],
  ["x: integer", { type: "integer" }, "required"],
  ["x?: string", string, "optional"],
  ["x: string | null", string, "optional"],
  ["x: string | undefined", string, "optional"],
  ['x: string = "a"', { type: "string", default: "a" }, "optional"],
  ["x = 2.5", { type: "number", default: 2.5 }, "optional"],
  ["x = false", { type: "boolean", default: false }, "optional"],
  ["x: number = -1", { type: "number", default: -1 }, "optional"],
  ["x: number = Date.now()", number, "optional"],
  ["x: string | null = null", string, "optional"],
  ["x: string[] = []", { type: "array", items: string, default: [] }, "optional"],
  ["x: string[]", { type: "array", items: string }, "required"],
  ["x: Array<number>", { type: "array", items: number }, "required"],
  ["x: ReadonlyArray<boolean>", { type: "array", items: { type: "boolean" } }, "required"],
  ["x: readonly string[]", { type: "array", items: string }, "required"],
  ["x: number[][]", { type: "array", items: { type: "array", items: number } }, "required"],
  ["x: [number, number]", { type: "array", items: number, minItems: 2, maxItems: 2 }, "required"],
  [
    "x: [a: string, b?: number]",
    { type: "array", items: { anyOf: [string, number] }, minItems: 1, maxItems: 2 },
    "required",
  ],
  ["x: [string, ...string[]]", { type: "array", items: string, minItems: 1 }, "required"],
  ['x: "a" | "b"', { type: "string", enum: ["a", "b"] }, "required"],
  ['x: "a" | "b" | null', { type: "string", enum: ["a", "b"] }, "optional"],
  ["x: 1 | 2 | 3", { type: "integer", enum: [1, 2, 3] }, "required"],
  ["x: 0.5 | 1", { type: "number", enum: [0.5, 1] }, "required"],
  ["x: true", { type: "boolean", enum: [true] }, "required"],
  ["x: true | false", { type: "boolean" }, "required"],
  ['x: "auto" | number', { anyOf: [{ type: "string", enum: ["auto"] }, number] }, "required"],
  ['x: "a" | string', string, "required"],
  ["x: string | number", { anyOf: [string, number] }, "required"],
  ["x: (string | null)[]", { type: "array", items: { anyOf: [string, { type: "null" }] } }, "required"],
  ["x: Record<string, number>", { type: "object", additionalProperties: number }, "required"],
  ['x: Record<"lat" | "lon", number>', point, "required"],
  [
    "x: { [key: string]: string[] }",
    {
      type: "object",
      properties: {},
      required: [],
      additionalProperties: { type: "array", items: string },
    },
    "required",
  ],
  ["x: { lat: number; lon: number }", point, "required"],
  [
    "x: { a: { b?: string | null } }",
    {
      type: "object",
      properties: { a: { type: "object", properties: { b: string }, required: [] } },
      required: ["a"],
    },
    "required",
  ],
  ["x: Point", point, "required", "interface Point { lat: number; lon: number }"],
  [
    "x: Point[]",
    { type: "array", items: point },
    "required",
    "export type Point = { lat: number; lon: number };",
  ],
  [
    "x: Place",
    {
      type: "object",
      properties: { lat: number, lon: number, name: string },
      required: ["lat", "lon", "name"],
    },
    "required",
    "interface Point { lat: number; lon: number }\ninterface Place extends Point { name: string }",
  ],
  [
    "x: Point & { name?: string }",
    { type: "object", properties: { lat: number, lon: number, name: string }, required: ["lat", "lon"] },
    "required",
    "interface Point { lat: number; lon: number }",
  ],
  [
    "x: Partial<Point>",
    { ...point, required: [] },
    "required",
    "interface Point { lat: number; lon: number }",
  ],
  [
    'x: Pick<Point, "lat">',
    { type: "object", properties: { lat: number }, required: ["lat"] },
    "required",
    "interface Point { lat: number; lon: number }",
  ],
  [
    'x: Omit<Point, "lat">',
    { type: "object", properties: { lon: number }, required: ["lon"] },
    "required",
    "interface Point { lat: number; lon: number }",
  ],
  [
    "x: Level",
    { type: "string", enum: ["low", "high"] },
    "required",
    'enum Level { Low = "low", High = "high" }',
  ],
  ["x: Level", { type: "integer", enum: [0, 5, 6] }, "required", "enum Level { A, B = 5, C }"],
  [
    "x: Level.High | Level.Mid",
    { type: "string", enum: ["high", "mid"] },
    "required",
    'enum Level { Low = "low", High = "high", Mid = "mid" }',
  ],
  [
    "x: (typeof LEVELS)[number]",
    { type: "string", enum: ["low", "high"] },
    "required",
    'const LEVELS = ["low", "high"] as const;',
  ],
];

/** Parameter as declared, what is said of it, what stands before. The parameter stands in the sixth line and on. */
const REFUSED: [string, string, string?][] = [
  ["x", "lacks a type"],
  ["x: any", "has the type any, which tells a model nothing: name the type"],
  ["x: unknown", "has the type unknown, which tells a model nothing: name the type"],
  ["x: any[]", "has the type any, which tells a model nothing: name the type"],
  [
    "x: { a: { b: any } }",
    "has a property 'a.b' that has the type any, which tells a model nothing: name the type",
  ],
  ["x: () => void", "has the type of a function, which a model cannot send"],
  ["x: { f(): void }", "has a method, which a model cannot send"],
  ["x: Function", "has the type Function, which JSON lacks: take data"],
  ["x: Date", "has the type Date, which JSON lacks: take a string (say its format)"],
  ["x: Map<string, string>", "has the type Map, which JSON lacks: take Record<string, …>"],
  ["x: bigint", "has the type bigint, which JSON lacks: take integer, or a string for longer numbers"],
  ["x: Array", "is a list of what is not said: write Array<…>"],
  ["x: Elsewhere", "has a type that the source does not declare (Elsewhere)"],
  [`x: \`a\${string}\``, "has a literal type that JSON lacks"],
  [
    "x: keyof Point",
    "has a type that is computed with keyof: write it out",
    "interface Point { lat: number }",
  ],
  ["x: undefined", "has a type that is never anything but nothing"],
  [
    "x: Tree",
    "has a property 'children' that has a type that holds itself (Tree), which a model cannot be told",
    "interface Tree { children: Tree[] }",
  ],
  [
    "x: Box<string>",
    "has a type with parameters of its own (Box): write it out",
    "type Box<T> = { value: T };",
  ],
];

describe("TypeScript signatures", () => {
  it.each(TYPED)("%s", async (parameter, schema, need, before) => {
    const reading = await typescript(withParameter(parameter, before));
    expect(reading.problems).toEqual([]);
    const { properties, required } = reading.json_schema!.parameters;
    expect(properties.x).toEqual({ ...schema, description: "The x." });
    expect(required).toEqual(need === "required" ? ["x", "request_heartbeat"] : ["request_heartbeat"]);
  });

  it.each(REFUSED)("%s is refused", async (parameter, message, before) => {
    const reading = await typescript(withParameter(parameter, before));
    expect(reading.json_schema).toBeNull();
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({
      message: `Parameter 'x' in function 'f' ${message}`,
      parameter: "x",
      line: before?.includes("Tree") ? 1 : 6,
    });
  });
});

/** Type as the doc comment has it, name as the doc comment has it, parameter in the code, schema, need. */
const DOCUMENTED: [string, string, string, JsonSchema, "required" | "optional"][] = [
  ["string", "x", "x", string, "required"],
  ["String", "x", "x", string, "required"],
  ["number", "x", "x", number, "required"],
  ["integer", "x", "x", { type: "integer" }, "required"],
  ["boolean", "x", "x", { type: "boolean" }, "required"],
  ["string", "[x]", "x", string, "optional"],
  ["string", "[x=a]", "x", string, "optional"],
  ["string[]", '[x=["a"]]', "x", { type: "array", items: string }, "optional"],
  ["number=", "x", "x", number, "optional"],
  ["?number", "x", "x", number, "optional"],
  ["number?", "x", "x", number, "optional"],
  ["!string", "x", "x", string, "required"],
  ["number", "x", "x = 3", { type: "number", default: 3 }, "optional"],
  ["Array<string>", "x", "x", { type: "array", items: string }, "required"],
  ["Array.<number>", "x", "x", { type: "array", items: number }, "required"],
  ["(string|number)[]", "x", "x", { type: "array", items: { anyOf: [string, number] } }, "required"],
  ["?string[]", "x", "x", { type: "array", items: string }, "optional"],
  ['"a"|"b"', "x", "x", { type: "string", enum: ["a", "b"] }, "required"],
  ["'a' | 'b' | null", "x", "x", { type: "string", enum: ["a", "b"] }, "optional"],
  ["Object<string, number>", "x", "x", { type: "object", additionalProperties: number }, "required"],
  ["Object.<string, number>", "x", "x", { type: "object", additionalProperties: number }, "required"],
  ["{lat: number, lon: number}", "x", "x", point, "required"],
  ["[number, number]", "x", "x", { type: "array", items: number, minItems: 2, maxItems: 2 }, "required"],
];

const REFUSED_DOCUMENTED: [string, string][] = [
  ["*", "has the type any, which tells a model nothing: name the type"],
  ["any", "has the type any, which tells a model nothing: name the type"],
  [
    "Object",
    "has the type Object, which JSON lacks: take an object type with its properties, or Record<string, …>",
  ],
  [
    "object",
    "has the type object, which tells a model nothing: take an object type with its properties, or Record<string, …>",
  ],
  ["function(string): number", "has the type Function, which JSON lacks: take data"],
  ["Array", "is a list of what is not said: write Array<…>"],
  ["a b c", "has a type that cannot be read: a b c"],
  ["Thing", "has a type that the source does not declare (Thing)"],
];

describe("JavaScript signatures", () => {
  it.each(DOCUMENTED)("{%s} %s for %s", async (type, name, parameter, schema, need) => {
    const reading = await javascript(
      `/**\n * Does it.\n * @param {${type}} ${name} - The x.\n */\nfunction f(${parameter}) {}`,
    );
    expect(reading.problems).toEqual([]);
    expect(reading.json_schema?.parameters.properties.x).toEqual({ ...schema, description: "The x." });
    expect(reading.json_schema?.parameters.required.includes("x")).toBe(need === "required");
  });

  it.each(REFUSED_DOCUMENTED)("{%s} is refused", async (type, message) => {
    const reading = await javascript(
      `/**\n * Does it.\n * @param {${type}} x - The x.\n */\nfunction f(x) {}`,
    );
    expect(reading.problems).toEqual([
      { message: `Parameter 'x' in function 'f' ${message}`, line: 3, column: 1, parameter: "x" },
    ]);
  });

  it("reads properties behind a dot", async () => {
    const reading = await javascript(`
/**
 * Books a table.
 * @param {Object} guest The guest.
 * @param {string} guest.name Their name.
 * @param {Object} [guest.address] Where they live.
 * @param {string} guest.address.city The city.
 * @param {Object[]} dishes The dishes.
 * @param {string} dishes[].name Its name.
 * @param {integer} [dishes[].count=1] How many.
 */
function book(guest, dishes) {}`);
    expect(reading.json_schema?.parameters.properties).toMatchObject({
      guest: {
        type: "object",
        description: "The guest.",
        properties: {
          name: { type: "string", description: "Their name." },
          address: {
            type: "object",
            description: "Where they live.",
            properties: { city: { type: "string", description: "The city." } },
            required: ["city"],
          },
        },
        required: ["name"],
      },
      dishes: {
        type: "array",
        description: "The dishes.",
        items: {
          type: "object",
          properties: { name: { type: "string" }, count: { type: "integer", description: "How many." } },
          required: ["name"],
        },
      },
    });
  });

  it("reads types that doc comments declare", async () => {
    const reading = await javascript(`
/**
 * @typedef {Object} Place
 * @property {number} lat Degrees north.
 * @property {number} [height] Metres.
 */
/** @typedef {"km"|"mi"} Unit */

/**
 * Measures.
 * @param {Place[]} places The places.
 * @param {Unit} unit The unit.
 */
export const measure = (places, unit) => 0;`);
    expect(reading.json_schema?.parameters.properties).toMatchObject({
      places: {
        type: "array",
        items: {
          type: "object",
          properties: { lat: { type: "number", description: "Degrees north." }, height: { type: "number" } },
          required: ["lat"],
        },
      },
      unit: { type: "string", enum: ["km", "mi"], description: "The unit." },
    });
  });

  it("does not take types of TypeScript", async () => {
    const reading = await javascript("/** Does it. */\nfunction f(x: string) {}");
    expect(reading).toMatchObject({ json_schema: null, problems: [{ line: 2, column: 13 }] });
  });
});

describe("a parameter that is taken apart", () => {
  it("gives its members as the parameters, described where they are declared", async () => {
    const reading = await typescript(`
/**
 * Sends a letter.
 * @param to - Who gets it.
 */
export default async function send({ to, copies = 2, urgent }: {
  to: string;
  /** How many. */
  copies?: number;
  urgent?: boolean; // Whether it runs.
}) {}`);
    expect(reading.problems).toEqual([]);
    expect(reading.json_schema?.parameters).toMatchObject({
      properties: {
        to: { type: "string", description: "Who gets it." },
        copies: { type: "number", description: "How many.", default: 2 },
        urgent: { type: "boolean", description: "Whether it runs." },
      },
      required: ["to", "request_heartbeat"],
    });
  });

  it("takes an interface, members that the code reads by the rest, and other names in the code", async () => {
    const reading = await typescript(`
interface Letter {
  /** Who. */
  to: string;
  /** What. */
  text: string | null;
}
/** Sends a letter. */
export const send = ({ to: person, ...more }: Letter) => person;`);
    expect(reading.json_schema?.parameters).toMatchObject({
      properties: {
        to: { type: "string", description: "Who." },
        text: { type: "string", description: "What." },
      },
      required: ["to", "request_heartbeat"],
    });
  });

  it("takes the doc comment's types in JavaScript", async () => {
    const reading = await javascript(`
/**
 * Sends a letter.
 * @param {Object} options
 * @param {string} options.to Who.
 * @param {number} [options.copies] How many.
 */
export function send({ to, copies = 1 } = {}) {}`);
    expect(reading.problems).toEqual([]);
    expect(reading.json_schema?.parameters).toMatchObject({
      properties: { to: { type: "string", description: "Who." }, copies: { type: "number", default: 1 } },
      required: ["to", "request_heartbeat"],
    });
  });

  it.each([
    [
      "{ a }: { a: any }",
      "Parameter 'a' in function 'f' has the type any, which tells a model nothing: name the type",
    ],
    [
      "{ a }: string",
      "The parameter of function 'f' is taken apart, so its type must be an object with properties",
    ],
    ["{ b }: { a: string }", "The parameter of function 'f' has no member 'b' in its type"],
    ["{ a }: { a: string }", "Parameter 'a' in function 'f' lacks a description in the doc comment"],
    ["{ a }", "Parameter 'a' in function 'f' lacks a type"],
    ["{ ...rest }", "The parameter of function 'f' takes the rest of its members: name each"],
    [
      "{ a }: { a: string }, b: string",
      "A parameter in function 'f' is taken apart beside others: give it a name, or take one object",
    ],
    [
      "[a]: string[]",
      "A parameter in function 'f' is taken apart beside others: give it a name, or take one object",
    ],
    [
      "...all: string[]",
      "Parameter '...all' in function 'f' takes any number of values: take one array instead",
    ],
  ])("%s is refused", async (parameter, message) => {
    const reading = await typescript(`/** Does it. */\nexport function f(${parameter}) {}`);
    expect(reading.problems[0]).toMatchObject({ message, line: 2 });
  });
});

describe("which function it is", () => {
  const doc = "/** Does it. */\n";
  it.each([
    ["a function", `${doc}function f() {}`, "f"],
    ["an async function", `${doc}async function f() {}`, "f"],
    ["an arrow function in a const", `${doc}const f = () => 1;`, "f"],
    ["a function expression in a const", `${doc}const f = async function () {};`, "f"],
    ["an exported const", `${doc}export const f = () => 1;`, "f"],
    ["a default export", `function helper() {}\n${doc}export default function f() {}`, "f"],
    ["a default export by name", `${doc}const f = () => 1;\nfunction later() {}\nexport default f;`, "f"],
    ["an export in a list", `${doc}function f() {}\n${doc}function later() {}\nexport { f };`, "f"],
    [
      "a default export in a list",
      `${doc}function f() {}\nexport function g() {}\nexport { f as default };`,
      "f",
    ],
    ["the export among several", `${doc}export function f() {}\n${doc}function later() {}`, "f"],
    [
      "the last documented one",
      `${doc}function first() {}\n${doc}function f() {}\nfunction helper() {}`,
      "f",
    ],
    ["a doc comment first in the body", "function f() {\n  /** Does it. */\n  return 1;\n}", "f"],
    ["a doc comment alone in the body", "const f = () => {\n  /** Does it. */\n};", "f"],
  ])("%s", async (_title, source, name) => {
    expect(await javascript(source)).toMatchObject({
      name,
      problems: [],
      json_schema: { description: "Does it." },
    });
  });

  it("is the one that is named", async () => {
    const source = `${doc}export default function f() {}\n/** Does other. */\nfunction g() {}`;
    expect((await javascript(source, "g")).json_schema?.description).toBe("Does other.");
    const nameless = await javascript(`${doc}export default () => 1;`, "k");
    expect(nameless.json_schema?.name).toBe("k");
    expect((await javascript(source, "h")).problems).toEqual([
      {
        message: "The source has no function 'h' at its top; it has 'f', 'g'",
        line: null,
        column: null,
        parameter: null,
      },
    ]);
  });

  it.each([
    ["", "The source has no function at its top"],
    ["const a = 1;", "The source has no function at its top"],
    ["class A { run() {} }", "The source has no function at its top"],
    [`${doc}export default () => 1;`, "The function has no name: give it one"],
    [`${doc}function* f() {}`, "Function 'f' is a generator: return an array instead"],
    ["function f() {}", "Function 'f' lacks a description in the doc comment"],
    [
      `${doc}function $f() {}`,
      "The name '$f' must be of 1 to 64 letters a-z, digits, underscores or hyphens",
    ],
    [
      `${doc}function ${"f".repeat(65)}() {}`,
      `The name '${"f".repeat(65)}' must be of 1 to 64 letters a-z, digits, underscores or hyphens`,
    ],
    [
      `/**\n * Does it.\n * @param {string} request_heartbeat x\n */\nfunction f(request_heartbeat) {}`,
      "Parameter 'request_heartbeat' in function 'f' has a name that is taken: every tool gets this parameter by itself",
    ],
  ])("%s is refused", async (source, message) => {
    const reading = await javascript(source);
    expect(reading.json_schema).toBeNull();
    expect(reading.problems.map((problem) => problem.message)).toEqual([message]);
  });

  it("says where the code is broken", async () => {
    expect(await typescript("/** Does it. */\nfunction f() {\n  return (1;\n}")).toMatchObject({
      json_schema: null,
      problems: [{ line: 3, column: 12 }],
    });
  });
});

describe("what it is said to do", () => {
  it.each([
    ["one line", "/** Does it. */", "Does it."],
    ["lines of one paragraph", "/**\n * Does it,\n * and more.\n */", "Does it, and more."],
    ["the first paragraph", "/**\n * Does it.\n *\n * In full: a lot.\n */", "Does it."],
    ["up to the first tag", "/**\n * Does it.\n * @returns {string} a text\n */", "Does it."],
    ["a tag of its own", "/**\n * @description Does it.\n */", "Does it."],
    ["links as their words", "/** Does {@link Thing|it} to {@link Other}. */", "Does it to Other."],
    [
      "tags within code",
      "/**\n * Does it:\n * ```\n * @decorator\n * ```\n */",
      "Does it: ``` @decorator ```",
    ],
    ["the nearest comment", "/** Licence. */\n/** Does it. */", "Does it."],
  ])("%s", async (_title, comment, description) => {
    const reading = await javascript(`${comment}\nfunction f() {}`);
    expect(reading.json_schema?.description).toBe(description);
  });

  it("has descriptions of parameters over several lines, of any spelling", async () => {
    const reading = await typescript(`
/**
 * Does it.
 * @param a - First line
 *   and second.
 * @param {string} b : With a colon.
 * @param c Without a hyphen.
 * @arg d - By another tag.
 * @example f(1)
 */
export function f(a: string, b: string, c: string, d: string) {}`);
    const { properties } = reading.json_schema!.parameters;
    expect(
      Object.values(properties)
        .slice(0, 4)
        .map((each) => each.description),
    ).toEqual(["First line and second.", "With a colon.", "Without a hyphen.", "By another tag."]);
  });

  it("names each parameter that lacks something", async () => {
    const reading = await javascript(
      "/**\n * Does it.\n * @param {string} b\n * @param c - The c.\n */\nfunction f(a, b, c) {}",
    );
    expect(reading.problems.map(({ message, parameter }) => [parameter, message])).toEqual([
      ["a", "Parameter 'a' in function 'f' lacks a type"],
      ["a", "Parameter 'a' in function 'f' lacks a description in the doc comment"],
      ["b", "Parameter 'b' in function 'f' lacks a description in the doc comment"],
      ["c", "Parameter 'c' in function 'f' lacks a type"],
    ]);
  });
});

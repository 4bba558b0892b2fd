import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json-schema.ts";
import { readToolSource } from "../read-tool-source.ts";

const python = (source_code: string, name?: string) =>
  readToolSource({ language: "python", source_code, name });

/** A function with one parameter `x`, described, and what stands before it. */
const withParameter = (parameter: string, before = "") =>
  `${before ? `${before}\n` : ""}def f(${parameter}) -> str:\n    """Does it.\n\n    Args:\n        x: The x.\n    """\n    return ""\n`;

const string: JsonSchema = { type: "string" };
const integer: JsonSchema = { type: "integer" };
const number: JsonSchema = { type: "number" };

const POINT = "class Point(TypedDict):\n    lat: float\n    lon: float\n";
const point: JsonSchema = {
  type: "object",
  properties: { lat: number, lon: number },
  required: ["lat", "lon"],
};

const TYPED: [string, JsonSchema, "required" | "optional", string?][] = [
  ["x: int", integer, "required"],
  ["x: str", string, "required"],
  ["x: bool", { type: "boolean" }, "required"],
  ["x: float", number, "required"],
  ["x: int = 1", integer, "optional"],
  ["x: str = 'a, b'", string, "optional"],
  ["x: str = None", string, "optional"],
  ["*, x: int", integer, "required"],
  ["*, x: int = 2", integer, "optional"],
  ["self, x: int", integer, "required"],
  ['self: "Agent", x: int', integer, "required"],
  ["x: Optional[str]", string, "required"],
  ["x: Optional[str] = None", string, "optional"],
  ["x: Optional[int] = 0", integer, "optional"],
  ["x: typing.Optional[int] = 0", integer, "optional"],
  ["x: t.List[int]", { type: "array", items: integer }, "required"],
  ["x: str | None = None", string, "optional"],
  ["x: None | str = None", string, "optional"],
  ["x: int | None", integer, "required"],
  ["x: Union[str, None] = None", string, "optional"],
  ["x: Union[int, str]", { anyOf: [integer, string] }, "required"],
  ["x: int | str | None = None", { anyOf: [integer, string] }, "optional"],
  ["x: Optional[Union[int, str]] = None", { anyOf: [integer, string] }, "optional"],
  ["x: list", { type: "array", items: {} }, "required"],
  ["x: list[str]", { type: "array", items: string }, "required"],
  ["x: List[str]", { type: "array", items: string }, "required"],
  ["x: List[List[int]]", { type: "array", items: { type: "array", items: integer } }, "required"],
  ["x: Sequence[float]", { type: "array", items: number }, "required"],
  ["x: Optional[List[str]] = None", { type: "array", items: string }, "optional"],
  ["x: list[str | None]", { type: "array", items: { anyOf: [string, { type: "null" }] } }, "required"],
  ["x: dict", { type: "object" }, "required"],
  ["x: Dict[str, int]", { type: "object", additionalProperties: integer }, "required"],
  [
    "x: dict[str, list[float]]",
    { type: "object", additionalProperties: { type: "array", items: number } },
    "required",
  ],
  ["x: Dict[str, Any]", { type: "object" }, "required"],
  ["x: Mapping[str, str]", { type: "object", additionalProperties: string }, "required"],
  ["x: Tuple[int, int]", { type: "array", items: integer, minItems: 2, maxItems: 2 }, "required"],
  ["x: tuple[int, ...]", { type: "array", items: integer }, "required"],
  [
    "x: tuple[str, int]",
    { type: "array", items: { anyOf: [string, integer] }, minItems: 2, maxItems: 2 },
    "required",
  ],
  ['x: Literal["a", "b"]', { type: "string", enum: ["a", "b"] }, "required"],
  ['x: Literal["a", "b"] = "a"', { type: "string", enum: ["a", "b"] }, "optional"],
  ["x: Literal[1, -2]", { type: "integer", enum: [1, -2] }, "required"],
  ["x: Literal[True, False]", { type: "boolean" }, "required"],
  ['x: Literal["a", None] = None', { type: "string", enum: ["a"] }, "optional"],
  [
    'x: Literal["a", 1]',
    {
      anyOf: [
        { type: "string", enum: ["a"] },
        { type: "integer", enum: [1] },
      ],
    },
    "required",
  ],
  ['x: List[Literal["a", "b"]]', { type: "array", items: { type: "string", enum: ["a", "b"] } }, "required"],
  ['x: Optional[Literal["a"]] = None', { type: "string", enum: ["a"] }, "optional"],
  ['x: "int"', integer, "required"],
  ['x: "List[str]"', { type: "array", items: string }, "required"],
  ['x: Annotated[int, "whole"]', integer, "required"],
  ["x: Level", { type: "string", enum: ["low", "high"] }, "required", 'Level = Literal["low", "high"]'],
  ["x: Level", { type: "string", enum: ["low", "high"] }, "required", 'type Level = Literal["low", "high"]'],
  ["x: Point", point, "required", POINT],
  ['x: "Point"', point, "required", POINT],
  ["x: List[Point]", { type: "array", items: point }, "required", POINT],
  [
    "x: Point",
    { ...point, required: ["lat"] },
    "required",
    "class Point(TypedDict, total=False):\n    lat: Required[float]\n    lon: float\n",
  ],
  ["x: (int)", integer, "required"],
];

const REFUSED: [string, string, string?][] = [
  ["x", "lacks a type annotation"],
  ["x = 1", "lacks a type annotation"],
  ["x: Any", "has the type Any, which tells a model nothing: name the type"],
  ["x: List[Any]", "has the type Any, which tells a model nothing: name the type"],
  ["x: typing.Any = None", "has the type Any, which tells a model nothing: name the type"],
  ["x: None", "has a type that is never anything but None"],
  ["x: Callable", "has the type of a function, which a model cannot send"],
  ["x: Callable[[int], str]", "has the type of a function, which a model cannot send"],
  ["x: set[str]", "has the type set, which a call cannot carry: take list"],
  ["x: bytes", "has the type bytes, which a call cannot carry: take str"],
  ["x: datetime.date", "has the type date, which a call cannot carry: take str (say its format)"],
  ["x: Dict[int, str]", "has keys that are no text: take str"],
  ["x: pd.DataFrame", "has a type that is not known here: DataFrame"],
  ["x: Literal[b'a']", "has a literal that a call cannot carry: b'a'"],
  ['x: "not a type ["', "has a type that cannot be read: not a type ["],
  ["x: 3", "has a type that cannot be read: 3"],
  [
    "x: Model",
    "is a Pydantic model (Model), which a call cannot carry: take its fields, or a TypedDict",
    "class Model(BaseModel):\n    a: int",
  ],
  [
    "x: Color",
    "is an Enum (Color), which a call cannot carry: take Literal[...] with its values",
    'class Color(str, Enum):\n    RED = "red"',
  ],
  [
    "x: Thing",
    "is an object of the class Thing, which a call cannot carry: take its fields, or a TypedDict",
    "@dataclass\nclass Thing:\n    a: int",
  ],
  ["x: Tree", "has a type that holds itself (Tree), which a model cannot be told", "Tree = Dict[str, Tree]"],
];

describe("Python signatures", () => {
  it.each(TYPED)("%s", async (parameter, schema, need, before) => {
    const reading = await python(withParameter(parameter, before), "f");
    expect(reading.problems).toEqual([]);
    const { properties, required } = reading.json_schema!.parameters;
    expect(Object.keys(properties)).toEqual(["x", "request_heartbeat"]);
    expect(properties.x).toEqual({ ...schema, description: "The x." });
    expect(required).toEqual(need === "required" ? ["x", "request_heartbeat"] : ["request_heartbeat"]);
  });

  it.each(REFUSED)("%s is refused", async (parameter, message, before) => {
    const reading = await python(withParameter(parameter, before), "f");
    expect(reading.json_schema).toBeNull();
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({
      message: `Parameter 'x' in function 'f' ${message}`,
      parameter: "x",
    });
    const line = message.includes("holds itself") ? 1 : (before?.split("\n").length ?? 0) + 1;
    expect(reading.problems[0]?.line).toBe(line);
  });

  it.each([
    [
      "*args: int",
      "Parameter '*args' in function 'f' takes any number of values: name each parameter, or take a list or a dictionary",
    ],
    [
      "**more",
      "Parameter '**more' in function 'f' takes any number of values: name each parameter, or take a list or a dictionary",
    ],
    ["x: int, /", "The '/' in function 'f' makes parameters that cannot be given by name: leave it out"],
    [
      "x: int, /, y: int = 1",
      "The '/' in function 'f' makes parameters that cannot be given by name: leave it out",
    ],
  ])("%s is refused", async (parameter, message) => {
    const reading = await python(withParameter(parameter));
    expect(reading.json_schema).toBeNull();
    expect(reading.problems[0]?.message).toBe(message);
    expect(reading.problems[0]?.line).toBe(1);
  });
});

const documented = async (docstring: string, parameters = "x: int") => {
  const reading = await python(`def f(${parameters}):\n    ${docstring}\n    return x\n`);
  return { problems: reading.problems.map(({ message }) => message), schema: reading.json_schema };
};

describe("docstrings", () => {
  it.each([
    [
      "on one line with its sections below",
      '"""Does it.\n\n    Args:\n        x (int): The x.\n    """',
      "The x.",
    ],
    ["beginning on the next line", '"""\n    Does it.\n\n    Args:\n        x: The x.\n    """', "The x."],
    ["under Parameters:", '"""Does it.\n\n    Parameters:\n        x: The x.\n    """', "The x."],
    [
      "with a type of brackets and colons",
      "'''Does it.\n\n    Args:\n        x (Literal['a:b'], optional): The x.\n    '''",
      "The x.",
    ],
    [
      "over several lines",
      '"""Does it.\n\n    Args:\n        x (int): The x,\n            which is whole.\n              Further in.\n    Returns:\n        int: x\n    """',
      "The x,\nwhich is whole.\n  Further in.",
    ],
    [
      "with a colon in the words",
      '"""Does it.\n\n    Args:\n        x: One of: 1, 2.\n    """',
      "One of: 1, 2.",
    ],
    ["without a blank line before", '"""Does it.\n    Args:\n        x: The x.\n    """', "The x."],
    ["indented with tabs", '"""Does it.\n\n\tArgs:\n\t\tx: The x.\n\t"""', "The x."],
    ["raw", 'r"""Does it.\n\n    Args:\n        x: A \\d.\n    """', "A \\d."],
    ["with escapes", '"""Does it.\n\n    Args:\n        x: A \\"\\u00e9\\".\n    """', 'A "é".'],
    ["in Sphinx style", '"""Does it.\n\n    :param x: The x.\n    :returns: x\n    """', "The x."],
    [
      "in Sphinx style with a type",
      '"""Does it.\n\n    :param int x: The x,\n        in full.\n    """',
      "The x,\nin full.",
    ],
    [
      "in NumPy style",
      '"""Does it.\n\n    Parameters\n    ----------\n    x : int\n        The x.\n\n    Returns\n    -------\n    int\n    """',
      "The x.",
    ],
  ])("%s", async (_title, docstring, description) => {
    const { problems, schema } = await documented(docstring);
    expect(problems).toEqual([]);
    expect(schema?.description).toBe("Does it.");
    expect(schema?.parameters.properties.x).toEqual({ type: "integer", description });
  });

  it("gives the first paragraph as the description", async () => {
    const { schema } = await documented(
      '"""Does it,\n    and well.\n\n    Long words: many.\n\n    Args:\n        x: The x.\n    """',
    );
    expect(schema?.description).toBe("Does it, and well.");
  });

  it("keeps several parameters apart", async () => {
    const { schema } = await documented(
      '"""Does it.\n\n    Args:\n        x (int): The x.\n        y (Dict[str, int]): The y\n            goes on.\n\n        z: The z.\n\n    Raises:\n        x: Not this.\n    """',
      "x: int, y: Dict[str, int], z: str = 'z'",
    );
    expect(
      Object.entries(schema?.parameters.properties ?? {}).map(([name, { description }]) => [
        name,
        description,
      ]),
    ).toEqual([
      ["x", "The x."],
      ["y", "The y\ngoes on."],
      ["z", "The z."],
      ["request_heartbeat", expect.any(String)],
    ]);
  });

  it.each([
    ['"""Does it."""', ["Parameter 'x' in function 'f' lacks a description in the docstring"]],
    [
      '"""Does it.\n\n    Args:\n        y: The y.\n    """',
      ["Parameter 'x' in function 'f' lacks a description in the docstring"],
    ],
    [
      '"""Does it.\n\n    Args:\n        x:\n    """',
      ["Parameter 'x' in function 'f' lacks a description in the docstring"],
    ],
    ['"""\n    Args:\n        x: The x.\n    """', ["Function 'f' lacks a description in the docstring"]],
    [
      'f"""Does it.\n\n    Args:\n        x: The x.\n    """',
      [
        "Parameter 'x' in function 'f' lacks a description in the docstring",
        "Function 'f' lacks a description in the docstring",
      ],
    ],
  ])("%s says what is missing", async (docstring, messages) => {
    expect((await documented(docstring)).problems).toEqual(messages);
  });
});

describe("which function it is", () => {
  const def = (name: string, doc = "Does it.") => `def ${name}():\n    """${doc}"""\n    return 1\n`;

  it.each([
    ["the first", `${def("f")}${def("g")}`],
    ["the first without an underscore", `${def("_helper")}${def("f")}`],
    ["the first with a docstring", `def helper():\n    pass\n\n${def("f")}`],
    ["one with decorators", `@cache\n${def("f")}`],
    ["an async one", `async ${def("f")}`],
    [
      "one behind imports and a class",
      `from typing import List\n\nclass A:\n    def run(self):\n        pass\n\n${def("f")}`,
    ],
    [
      "one whose code the grammar would call wrong",
      `${def("f")}\ndef g():\n    a = (yield)\n    b = 24.*2.\n    with open(a) as (c, d):\n        yield\n`,
    ],
  ])("%s", async (_title, source) => {
    expect(await python(source)).toMatchObject({ name: "f", problems: [], json_schema: { name: "f" } });
  });

  it("is the one that is named", async () => {
    const source = `${def("f")}${def("g", "Does other.")}`;
    expect((await python(source, "g")).json_schema?.description).toBe("Does other.");
    expect((await python(source, "h")).problems[0]?.message).toBe(
      "The source has no function 'h' at its top; it has 'f', 'g'",
    );
  });

  it.each([
    ["", "The source has no function at its top", null],
    ["x = 1\n", "The source has no function at its top", null],
    [
      "import os\n\nclass A:\n    def run(self):\n        pass\n",
      "The source has a class 'A' and no function: a tool is a function at the top",
      3,
    ],
    ['def f(x: int:\n    """Does it."""\n', "The source cannot be read as Python here", 1],
    ['def f():\n    """Does it."""\n    return (1 +\n', "The source cannot be read as Python here", 4],
    [
      'def é():\n    """Does it."""\n',
      "The name 'é' must be of 1 to 64 letters a-z, digits, underscores or hyphens",
      1,
    ],
  ])("%s is refused", async (source, message, line) => {
    const reading = await python(source);
    expect(reading.json_schema).toBeNull();
    expect(reading.problems).toMatchObject([{ message, line }]);
  });

  it("leaves request_heartbeat out of the tools that end a turn", async () => {
    const reading = await python(def("pause_heartbeats"));
    expect(reading.json_schema?.parameters).toEqual({ type: "object", properties: {}, required: [] });
  });
});

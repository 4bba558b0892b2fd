/** From Python's type annotations to JSON schemas. */
import {
  type JsonLiteral,
  type JsonSchema,
  literalSchema,
  NULL,
  unionOf,
  withoutNull,
} from "../json-schema.ts";
import { TypeRefusal } from "../signature.ts";
import { childrenOf, nameOf, parsePython, placeAt, type SyntaxNode, stringValue, textOf } from "./syntax.ts";

const SIMPLE: Record<string, JsonSchema> = {
  int: { type: "integer" },
  str: { type: "string" },
  bool: { type: "boolean" },
  float: { type: "number" },
  None: NULL,
  NoneType: NULL,
  dict: { type: "object" },
  Dict: { type: "object" },
  Mapping: { type: "object" },
  // Endpoints refuse an array that says nothing of its items.
  list: { type: "array", items: {} },
  List: { type: "array", items: {} },
};
const LISTS = new Set(["list", "List", "Sequence", "Iterable", "Collection", "MutableSequence"]);
const DICTIONARIES = new Set(["dict", "Dict", "Mapping", "MutableMapping"]);
/** What a call cannot carry, and what to take instead. */
const NOT_JSON: Record<string, string> = {
  bytes: "str",
  set: "list",
  Set: "list",
  frozenset: "list",
  complex: "float",
  datetime: "str (say its format)",
  date: "str (say its format)",
  time: "str (say its format)",
  timedelta: "float",
  Decimal: "str",
  Path: "str",
  UUID: "str",
  object: "the type itself",
  type: "str",
};
const FUNCTIONS = new Set(["Callable", "callable", "Coroutine", "Awaitable"]);

/** Types that a module declares at its top, by name. */
export interface PythonTypes {
  source: string;
  /** `Name = Literal[...]`, `type Name = ...`: the node of the type. */
  aliases: Map<string, SyntaxNode>;
  classes: Map<string, SyntaxNode>;
}

export function typesOf(top: SyntaxNode, source: string): PythonTypes {
  const types: PythonTypes = { source, aliases: new Map(), classes: new Map() };
  for (const statement of childrenOf(top)) {
    const plain = statement.name === "DecoratedStatement" ? statement.getChild("ClassDefinition") : statement;
    if (plain?.name === "ClassDefinition") types.classes.set(nameOf(plain, source), plain);
    if (statement.name !== "AssignStatement" && statement.name !== "TypeDefinition") continue;
    const parts = childrenOf(statement).filter(({ name }) => name !== "TypeDef" && name !== "type");
    const [name, sign, value] = statement.name === "AssignStatement" ? parts : [parts[0], null, parts.at(-1)];
    if (
      name?.name === "VariableName" &&
      value &&
      (sign === null || (sign?.name === "AssignOp" && parts.length === 3))
    )
      types.aliases.set(textOf(name, source), value);
  }
  return types;
}

/**
 * The schema of an annotation. None is `{type: "null"}`, for the caller to unwrap.
 *
 * @throws TypeRefusal where a call cannot carry such a value.
 */
export function readAnnotation(
  node: SyntaxNode,
  types: PythonTypes,
  open: ReadonlySet<string> = new Set(),
): JsonSchema {
  const { source } = types;
  const read = (inner: SyntaxNode) => readAnnotation(inner, types, open);
  const refuse = (message: string) => new TypeRefusal(message, placeAt(source, node.from));
  switch (node.name) {
    case "None":
      return NULL;
    case "ParenthesizedExpression": {
      const [, inner] = childrenOf(node);
      if (inner) return read(inner);
      break;
    }
    case "String":
      return readForward(node, types, open, refuse);
    case "BinaryExpression": {
      const [left, sign, right] = childrenOf(node);
      if (left && right && sign && textOf(sign, source) === "|") return unionOf([read(left), read(right)]);
      break;
    }
    case "VariableName":
    case "MemberExpression":
      return readNamed(node, types, open, refuse);
  }
  throw refuse(`has a type that cannot be read: ${textOf(node, source)}`);
}

type Refuse = (message: string) => TypeRefusal;

/** A type in quotes: read as if it stood there. */
function readForward(
  node: SyntaxNode,
  types: PythonTypes,
  open: ReadonlySet<string>,
  refuse: Refuse,
): JsonSchema {
  const text = stringValue(node, types.source) ?? "";
  const { top, errors } = parsePython(`${text}\n`);
  const expression = top.firstChild?.firstChild;
  if (errors.length > 0 || top.firstChild?.name !== "ExpressionStatement" || !expression)
    throw refuse(`has a type that cannot be read: ${text}`);
  // What it names stands in the module; where it stands itself is in the text alone.
  if (types.aliases.has(text) || types.classes.has(text)) return readByName(text, types, open, refuse);
  try {
    return readAnnotation(expression, { ...types, source: text }, open);
  } catch (error) {
    if (error instanceof TypeRefusal) throw refuse(error.message);
    throw error;
  }
}

function readNamed(
  node: SyntaxNode,
  types: PythonTypes,
  open: ReadonlySet<string>,
  refuse: Refuse,
): JsonSchema {
  const { source } = types;
  const [base, bracket, ...rest] = childrenOf(node);
  if (node.name === "VariableName" || bracket?.name !== "[" || !base)
    return readByName(lastName(textOf(node, source)), types, open, refuse);
  const name = lastName(textOf(base, source));
  const parts = rest.filter((part) => part.name !== "," && part.name !== "]");
  const read = (part: SyntaxNode) => readAnnotation(part, types, open);
  const [first, second] = parts;
  if (name === "Literal") return unionOf(parts.map((part) => readLiteral(part, source, refuse)));
  if (name === "Optional" && first) return unionOf([read(first), NULL]);
  if (name === "Union") return unionOf(parts.map(read));
  if ((name === "Annotated" || name === "Required" || name === "NotRequired") && first) return read(first);
  if (LISTS.has(name) && first) return { type: "array", items: read(first) };
  if (DICTIONARIES.has(name) && first && second) {
    const key = read(first);
    if (key.type !== "string") throw refuse("has keys that are no text: take str");
    return { type: "object", ...withAdditional(second, read) };
  }
  if (name === "tuple" || name === "Tuple") return readTuple(parts, source, read);
  if (FUNCTIONS.has(name)) throw refuse("has the type of a function, which a model cannot send");
  const instead = NOT_JSON[name];
  throw refuse(
    instead
      ? `has the type ${name}, which a call cannot carry: take ${instead}`
      : `has a type that is not known here: ${textOf(node, source)}`,
  );
}

/** `Dict[str, Any]` is a dictionary of whatever: that much can be told. */
function withAdditional(value: SyntaxNode, read: (node: SyntaxNode) => JsonSchema): JsonSchema {
  if (value.name === "VariableName" || value.name === "MemberExpression") {
    try {
      return { additionalProperties: read(value) };
    } catch (error) {
      if (error instanceof TypeRefusal && error.message.startsWith("has the type Any")) return {};
      throw error;
    }
  }
  return { additionalProperties: read(value) };
}

function readTuple(parts: SyntaxNode[], source: string, read: (node: SyntaxNode) => JsonSchema): JsonSchema {
  const [first, second] = parts;
  if (first && second && textOf(second, source) === "...") return { type: "array", items: read(first) };
  return { type: "array", items: unionOf(parts.map(read)), minItems: parts.length, maxItems: parts.length };
}

const lastName = (text: string) => text.slice(text.lastIndexOf(".") + 1).trim();

function readLiteral(node: SyntaxNode, source: string, refuse: Refuse): JsonSchema {
  const text = textOf(node, source);
  if (node.name === "None") return NULL;
  const value: JsonLiteral | null =
    node.name === "Boolean"
      ? text === "True"
      : /^-?[\d_]+$/.test(text)
        ? Number(text.replace(/_/g, ""))
        : stringValue(node, source);
  if (value === null) throw refuse(`has a literal that a call cannot carry: ${text}`);
  return literalSchema(value);
}

function readByName(name: string, types: PythonTypes, open: ReadonlySet<string>, refuse: Refuse): JsonSchema {
  if (open.has(name)) throw refuse(`has a type that holds itself (${name}), which a model cannot be told`);
  const within = new Set([...open, name]);
  const alias = types.aliases.get(name);
  if (alias) return readAnnotation(alias, types, within);
  const class_ = types.classes.get(name);
  if (class_) return readClass(class_, name, types, within, refuse);
  const simple = SIMPLE[name];
  if (simple) return simple;
  if (name === "Any") throw refuse("has the type Any, which tells a model nothing: name the type");
  if (FUNCTIONS.has(name)) throw refuse("has the type of a function, which a model cannot send");
  const instead = NOT_JSON[name];
  if (instead) throw refuse(`has the type ${name}, which a call cannot carry: take ${instead}`);
  throw refuse(`has a type that is not known here: ${name}`);
}

/** A TypedDict is a plain dictionary with known keys. Any other class would be given a dictionary instead of itself. */
function readClass(
  node: SyntaxNode,
  name: string,
  types: PythonTypes,
  open: ReadonlySet<string>,
  refuse: Refuse,
): JsonSchema {
  const { source } = types;
  const bases = node.getChild("ArgList");
  const parents = bases ? childrenOf(bases).map((each) => textOf(each, source)) : [];
  if (parents.some((parent) => lastName(parent) === "BaseModel"))
    throw refuse(`is a Pydantic model (${name}), which a call cannot carry: take its fields, or a TypedDict`);
  if (parents.some((parent) => lastName(parent).endsWith("Enum")))
    throw refuse(`is an Enum (${name}), which a call cannot carry: take Literal[...] with its values`);
  if (!parents.some((parent) => lastName(parent) === "TypedDict"))
    throw refuse(
      `is an object of the class ${name}, which a call cannot carry: take its fields, or a TypedDict`,
    );
  const total = !/total\s*=\s*False/.test(bases ? textOf(bases, source) : "");
  const schema: JsonSchema = { type: "object", properties: {}, required: [] };
  const statements = childrenOf(node.getChild("Body") ?? node);
  statements.forEach((statement) => {
    const type = statement.getChild("TypeDef");
    const [, annotation] = type ? childrenOf(type) : [];
    if (statement.name !== "AssignStatement" || !annotation) return;
    const key = nameOf(statement, source);
    const { schema: value } = withoutNull(readAnnotation(annotation, types, open));
    (schema.properties as Record<string, JsonSchema>)[key] = value;
    const mark = /\b(NotRequired|Required)\[/.exec(textOf(annotation, source))?.[1];
    if (mark ? mark === "Required" : total) schema.required?.push(key);
  });
  return schema;
}

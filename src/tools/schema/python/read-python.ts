/** Reads tools written in Python: the signature says the types, the docstring the words. */
import { withoutNull } from "../json-schema.ts";
import { problemAt, readSignature, type SignatureParameter, TypeRefusal, unreadable } from "../signature.ts";
import type { SourceProblem, SourceReading } from "../source-problem.ts";
import { readDocstring } from "./docstring.ts";
import { type PythonTypes, readAnnotation, typesOf } from "./read-annotation.ts";
import {
  childrenOf,
  nameOf,
  parsePython,
  placeAt,
  type SyntaxNode,
  stringValue,
  textOf,
  undecorated,
} from "./syntax.ts";

const WORDS = { type: "a type annotation", doc: "the docstring" };

export function readPython(source: string, name: string | null): SourceReading {
  const { top, errors } = parsePython(source);
  const [error] = errors;
  if (error) return unreadable([problemAt(error, "The source cannot be read as Python here")], name);
  const statements = childrenOf(top).map(undecorated);
  const functions = statements.filter((each) => each.name === "FunctionDefinition");
  const chosen = chooseFunction(functions, source, name);
  if (!chosen) return unreadable([missing(statements, functions, source, name)], name);
  const functionName = nameOf(chosen, source);
  const doc = readDocstring(docstringOf(chosen, source) ?? "");
  return readSignature(
    {
      name: functionName,
      place: placeAt(source, chosen.from),
      description: doc.description || undefined,
      ...readParameters(chosen, functionName, doc.parameters, typesOf(top, source)),
    },
    WORDS,
  );
}

/** The one that is named; without a name the first with a docstring, the first; names with an underscore come last. */
function chooseFunction(
  functions: SyntaxNode[],
  source: string,
  name: string | null,
): SyntaxNode | undefined {
  if (name !== null) return functions.findLast((each) => nameOf(each, source) === name);
  const open = functions.filter((each) => !nameOf(each, source).startsWith("_"));
  const candidates = open.length > 0 ? open : functions;
  return candidates.find((each) => docstringOf(each, source) !== null) ?? candidates[0];
}

function missing(
  statements: SyntaxNode[],
  functions: SyntaxNode[],
  source: string,
  name: string | null,
): SourceProblem {
  const class_ = statements.find((each) => each.name === "ClassDefinition");
  if (functions.length === 0 && class_)
    return problemAt(
      placeAt(source, class_.from),
      `The source has a class '${nameOf(class_, source)}' and no function: a tool is a function at the top`,
    );
  if (name === null) return problemAt(null, "The source has no function at its top");
  const others = functions.map((each) => `'${nameOf(each, source)}'`);
  return problemAt(
    null,
    `The source has no function '${name}' at its top${others.length > 0 ? `; it has ${others.join(", ")}` : ""}`,
  );
}

function docstringOf(node: SyntaxNode, source: string): string | null {
  const body = node.getChild("Body");
  const [, first] = body ? childrenOf(body) : [];
  const literal = first?.name === "ExpressionStatement" ? first.firstChild : null;
  return literal ? stringValue(literal, source) : null;
}

function readParameters(
  node: SyntaxNode,
  functionName: string,
  descriptions: Map<string, string>,
  types: PythonTypes,
): { parameters: SignatureParameter[]; problems: SourceProblem[] } {
  const { source } = types;
  const parameters: SignatureParameter[] = [];
  const problems: SourceProblem[] = [];
  const refuse = (at: SyntaxNode, what: string, why: string, name: string | null = null) =>
    problems.push(problemAt(placeAt(source, at.from), `${what} in function '${functionName}' ${why}`, name));
  const list = node.getChild("ParamList");
  if (list && hasSlash(list, source))
    refuse(list, "The '/'", "makes parameters that cannot be given by name: leave it out");
  for (const parts of list ? splitParameters(list) : []) {
    const [first, second] = parts;
    if (!first) continue;
    if (first.name === "*" || first.name === "**") {
      // A star alone only says that what follows is given by name, as all arguments of a tool are.
      if (second)
        refuse(
          first,
          `Parameter '${textOf(first, source)}${textOf(second, source)}'`,
          "takes any number of values: name each parameter, or take a list or a dictionary",
          textOf(second, source),
        );
    } else if (textOf(first, source) !== "self") {
      parameters.push(readOne(parts, descriptions, types));
    }
  }
  return { parameters, problems };
}

function splitParameters(list: SyntaxNode): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const child of childrenOf(list).slice(1, -1))
    if (child.name === ",") groups.push([]);
    else groups.at(-1)?.push(child);
  return groups;
}

/** The tree has no node for the slash behind parameters that are given by place only. */
function hasSlash(list: SyntaxNode, source: string): boolean {
  const commas = list.getChildren(",");
  return (
    commas.some((comma) => {
      const before = comma.prevSibling;
      return before !== null && source.slice(before.to, comma.from).trim() === "/";
    }) || source.slice(commas.at(-1)?.to ?? list.to, list.to - 1).trim() === "/"
  );
}

function readOne(
  parts: SyntaxNode[],
  descriptions: Map<string, string>,
  types: PythonTypes,
): SignatureParameter {
  const [first] = parts as [SyntaxNode];
  const { source } = types;
  const name = textOf(first, source);
  const type = parts.find((part) => part.name === "TypeDef");
  const [, annotation] = type ? childrenOf(type) : [];
  return {
    name,
    place: placeAt(source, first.from),
    schema: annotation ? schemaOf(annotation, types) : undefined,
    description: descriptions.get(name) || undefined,
    // As the reference has it: a type that allows None does not make a parameter one that may be left out.
    required: !parts.some((part) => part.name === "AssignOp"),
  };
}

function schemaOf(annotation: SyntaxNode, types: PythonTypes): SignatureParameter["schema"] {
  try {
    const { schema } = withoutNull(readAnnotation(annotation, types));
    return schema.type === "null" ? new TypeRefusal("has a type that is never anything but None") : schema;
  } catch (error) {
    if (error instanceof TypeRefusal) return error;
    throw error;
  }
}

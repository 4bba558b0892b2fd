/** The parameters of a function: what the types say, else what the doc comment says. */
import { type JsonSchema, withoutNull } from "../json-schema.ts";
import { problemAt, type SignatureParameter, type SourcePlace, TypeRefusal } from "../signature.ts";
import type { SourceProblem } from "../source-problem.ts";
import type { Declarations } from "./declarations.ts";
import { type DocComment, type DocParameter, docParameters } from "./doc-comment.ts";
import { literalOf } from "./literal.ts";
import { readDocumented } from "./read-doc-type.ts";
import { readType } from "./read-type.ts";
import { type FunctionNode, type Parameter, placeOf, type TypeNode } from "./syntax.ts";

type Pattern = Extract<Parameter, { type: "ObjectPattern" }>;

export interface ReadParameters {
  parameters: SignatureParameter[];
  problems: SourceProblem[];
}

interface Context {
  functionName: string;
  declared: Declarations;
  documented: DocParameter[];
}

export function readParameters(
  node: FunctionNode,
  functionName: string,
  doc: DocComment,
  declared: Declarations,
): ReadParameters {
  const context = { functionName, declared, documented: docParameters(doc) };
  const given = node.params.filter((each) => !(each.type === "Identifier" && each.name === "this"));
  const [first] = given;
  const pattern = first && given.length === 1 ? patternOf(first) : null;
  if (pattern) return readPattern(pattern, context);
  const result: ReadParameters = { parameters: [], problems: [] };
  for (const parameter of given) {
    const read = readOne(parameter, context);
    if ("message" in read) result.problems.push(read);
    else result.parameters.push(read);
  }
  return result;
}

function patternOf(parameter: Parameter): Pattern | null {
  if (parameter.type === "ObjectPattern") return parameter;
  return parameter.type === "AssignmentPattern" && parameter.left.type === "ObjectPattern"
    ? parameter.left
    : null;
}

function readOne(parameter: Parameter, context: Context): SignatureParameter | SourceProblem {
  const refuse = (what: string, why: string, name: string | null = null) =>
    problemAt(placeOf(parameter), `${what} in function '${context.functionName}' ${why}`, name);
  if (parameter.type === "RestElement") {
    const name = parameter.argument.type === "Identifier" ? parameter.argument.name : "";
    return refuse(`Parameter '...${name}'`, "takes any number of values: take one array instead", name);
  }
  const assigned = parameter.type === "AssignmentPattern" ? parameter : null;
  const target = assigned ? assigned.left : parameter;
  if (target.type !== "Identifier")
    return refuse("A parameter", "is taken apart beside others: give it a name, or take one object");
  const annotation = annotationOf(target.typeAnnotation);
  return assemble(
    {
      name: target.name,
      place: placeOf(target),
      annotated: annotation ? () => readType(annotation, context.declared) : null,
      optional: target.optional === true,
      fallback: assigned?.right ?? null,
    },
    context,
  );
}

const annotationOf = (annotation: unknown): TypeNode | null =>
  (annotation as { typeAnnotation?: TypeNode } | null | undefined)?.typeAnnotation ?? null;

interface Found {
  name: string;
  place: SourcePlace;
  annotated: (() => JsonSchema) | null;
  optional: boolean;
  /** The default value's expression. */
  fallback: unknown;
}

function assemble(found: Found, { declared, documented }: Context): SignatureParameter {
  const doc = documentedAs(found.name, documented);
  const fallback = found.fallback ? literalOf(found.fallback) : null;
  const base = {
    name: found.name,
    place: found.place,
    required: !found.optional && !found.fallback && !doc?.optional,
  };
  try {
    const read =
      found.annotated?.() ??
      (doc ? readDocumented(doc, documented, declared) : undefined) ??
      schemaOfValue(fallback?.value);
    if (!read) return { ...base, schema: undefined, description: doc?.description };
    const { schema, nullable } = withoutNull(read);
    if (schema.type === "null" || schema.anyOf?.length === 0)
      throw new TypeRefusal("has a type that is never anything but nothing");
    const withParts = doc ? withPartDescriptions(schema, doc.name, documented) : schema;
    const value = fallback?.value;
    return {
      ...base,
      schema: value === undefined || value === null ? withParts : { ...withParts, default: value },
      description: doc?.description || schema.description,
      required: base.required && !nullable,
    };
  } catch (error) {
    if (!(error instanceof TypeRefusal)) throw error;
    return { ...base, schema: error, description: doc?.description };
  }
}

/** A member of an object that is taken apart may be documented by its name or behind a dot. */
const documentedAs = (name: string, documented: DocParameter[]): DocParameter | undefined =>
  documented.find((each) => each.name === name) ??
  documented.find((each) => each.name.endsWith(`.${name}`) && each.name.split(".").length === 2);

/** The type of a default value, where that is plain. */
function schemaOfValue(value: unknown): JsonSchema | undefined {
  if (typeof value === "string") return { type: "string" };
  if (typeof value === "number") return { type: "number" };
  return typeof value === "boolean" ? { type: "boolean" } : undefined;
}

/** Descriptions that the doc comment gives to properties of a typed parameter (`@param options.name - …`). */
function withPartDescriptions(schema: JsonSchema, name: string, documented: DocParameter[]): JsonSchema {
  if (!schema.properties) return schema;
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([key, property]) => {
      const path = `${name}.${key}`;
      const words = documented.find((each) => each.name === path)?.description;
      const inner = withPartDescriptions(property, path, documented);
      return [key, words && !inner.description ? { ...inner, description: words } : inner];
    }),
  );
  return { ...schema, properties };
}

/** One object that is taken apart: its members are the parameters. */
function readPattern(pattern: Pattern, context: Context): ReadParameters {
  const { functionName, declared } = context;
  const annotation = annotationOf(pattern.typeAnnotation);
  let type: JsonSchema | null = null;
  const result: ReadParameters = { parameters: [], problems: [] };
  const refuse = (place: SourcePlace, message: string) =>
    result.problems.push(problemAt(place, `The parameter of function '${functionName}' ${message}`));
  if (annotation) {
    try {
      type = withoutNull(readType(annotation, declared)).schema;
      if (!type.properties)
        throw new TypeRefusal("is taken apart, so its type must be an object with properties");
    } catch (error) {
      if (!(error instanceof TypeRefusal)) throw error;
      const place = error.place ?? placeOf(annotation);
      const member = /^has a property '([^'.]+)(\.[^']*)?' that (.*)$/s.exec(error.message);
      if (!member) refuse(place, error.message);
      else {
        const [, key = "", path, why = ""] = member;
        const what = path ? `has a property '${path.slice(1)}' that ${why}` : why;
        result.problems.push(
          problemAt(place, `Parameter '${key}' in function '${functionName}' ${what}`, key),
        );
      }
      return result;
    }
  }
  const taken = new Set<string>();
  for (const property of pattern.properties) {
    if (property.type === "RestElement") {
      if (!type) refuse(placeOf(property), "takes the rest of its members: name each");
      continue;
    }
    const key = property.key.type === "Identifier" ? property.key.name : null;
    if (key === null || property.computed) {
      refuse(placeOf(property), "has a member whose name is computed");
      continue;
    }
    taken.add(key);
    const fallback = property.value.type === "AssignmentPattern" ? property.value.right : null;
    const member = type?.properties?.[key];
    if (type && !member) {
      refuse(placeOf(property), `has no member '${key}' in its type`);
      continue;
    }
    result.parameters.push(
      assemble(
        {
          name: key,
          place: placeOf(property),
          annotated: member ? () => member : null,
          optional: type !== null && !type.required?.includes(key),
          fallback,
        },
        context,
      ),
    );
  }
  // Members of the type that the pattern leaves alone are parameters too: the rest, or what is read elsewhere.
  for (const [key, member] of Object.entries(type?.properties ?? {}))
    if (!taken.has(key))
      result.parameters.push(
        assemble(
          {
            name: key,
            place: placeOf(pattern),
            annotated: () => member,
            optional: !type?.required?.includes(key),
            fallback: null,
          },
          context,
        ),
      );
  return result;
}

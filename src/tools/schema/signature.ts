/** From what a reader found in a source to what a model is told of the tool. */
import { withHeartbeat } from "./heartbeat-parameter.ts";
import { described, type JsonSchema } from "./json-schema.ts";
import type { SourceProblem, SourceReading } from "./source-problem.ts";

/** A line and column of a source, from 1. */
export interface SourcePlace {
  line: number;
  column: number;
}

/** A type that cannot be told to a model. The message goes on from "Parameter 'x' in function 'f' ". */
export class TypeRefusal extends Error {
  constructor(
    message: string,
    readonly place: SourcePlace | null = null,
  ) {
    super(message);
  }
}

export interface SignatureParameter {
  name: string;
  place: SourcePlace;
  /** Undefined where the source says nothing. */
  schema: JsonSchema | TypeRefusal | undefined;
  description: string | undefined;
  required: boolean;
}

export interface Signature {
  name: string;
  place: SourcePlace;
  description: string | undefined;
  parameters: SignatureParameter[];
  /** What is wrong beside its parameters. */
  problems: SourceProblem[];
}

/** How a language calls what is missing. */
export interface SignatureWords {
  /** E.g. "a type annotation". */
  type: string;
  /** E.g. "the docstring". */
  doc: string;
}

/** Names that every endpoint takes. */
const VALID_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

export function problemAt(
  place: SourcePlace | null,
  message: string,
  parameter: string | null = null,
): SourceProblem {
  return { message, line: place?.line ?? null, column: place?.column ?? null, parameter };
}

/** Says every parameter that lacks something, else gives the schema. */
export function readSignature(signature: Signature, words: SignatureWords): SourceReading {
  const { name, place, description, parameters } = signature;
  const problems = [
    ...signature.problems,
    ...parameters.flatMap((parameter) => parameterProblems(parameter, name, words)),
  ];
  if (!VALID_NAME.test(name))
    problems.push(
      problemAt(place, `The name '${name}' must be of 1 to 64 letters a-z, digits, underscores or hyphens`),
    );
  if (!description) problems.push(problemAt(place, `Function '${name}' lacks a description in ${words.doc}`));
  if (problems.length > 0) return { name, json_schema: null, problems };
  const properties: Record<string, JsonSchema> = {};
  for (const parameter of parameters)
    properties[parameter.name] = described(parameter.schema as JsonSchema, parameter.description);
  const all = withHeartbeat(name, properties);
  const optional = new Set(parameters.filter(({ required }) => !required).map((each) => each.name));
  return {
    name,
    json_schema: {
      name,
      description: description ?? "",
      parameters: {
        type: "object",
        properties: all,
        required: Object.keys(all).filter((key) => !optional.has(key)),
      },
    },
    problems: [],
  };
}

function parameterProblems(
  parameter: SignatureParameter,
  functionName: string,
  words: SignatureWords,
): SourceProblem[] {
  const { name, place, schema, description } = parameter;
  const about = `Parameter '${name}' in function '${functionName}'`;
  const problems: SourceProblem[] = [];
  const add = (message: string, at = place) => problems.push(problemAt(at, `${about} ${message}`, name));
  if (schema instanceof TypeRefusal) add(schema.message, schema.place ?? place);
  else if (schema === undefined) add(`lacks ${words.type}`);
  if (!description) add(`lacks a description in ${words.doc}`);
  if (name === "request_heartbeat") add("has a name that is taken: every tool gets this parameter by itself");
  return problems;
}

/** A source with no function to read. */
export function unreadable(problems: SourceProblem[], name: string | null = null): SourceReading {
  return { name, json_schema: null, problems };
}

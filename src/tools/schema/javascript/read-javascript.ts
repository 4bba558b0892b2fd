/** Reads tools written in JavaScript or TypeScript. */
import { problemAt, readSignature, unreadable } from "../signature.ts";
import type { SourceReading } from "../source-problem.ts";
import { declarationsOf } from "./declarations.ts";
import { descriptionOf, docComments, EMPTY_DOC } from "./doc-comment.ts";
import { chooseFunction, topFunctions } from "./find-function.ts";
import { addDocumentedTypes } from "./read-doc-type.ts";
import { readParameters } from "./read-parameters.ts";
import { parseSource, placeOf } from "./syntax.ts";

const WORDS = { type: "a type", doc: "the doc comment" };

/** @param options.types whether the source is TypeScript. */
export function readJavaScript(
  source: string,
  name: string | null,
  options: { types: boolean },
): SourceReading {
  const { program, comments, mistakes } = parseSource(source, options);
  if (!program || mistakes.length > 0)
    return unreadable(
      mistakes.map(({ message, place }) => problemAt(place, message)),
      name,
    );
  const functions = topFunctions(program);
  const chosen = chooseFunction(functions, name);
  if (!chosen) return unreadable([problemAt(null, missing(functions, name))], name);
  if (chosen.name === null)
    return unreadable([problemAt(placeOf(chosen.node), "The function has no name: give it one")]);
  if (chosen.node.type !== "ArrowFunctionExpression" && chosen.node.generator)
    return unreadable(
      [problemAt(placeOf(chosen.node), `Function '${chosen.name}' is a generator: return an array instead`)],
      chosen.name,
    );
  const declared = declarationsOf(program);
  addDocumentedTypes(docComments(comments), declared);
  const doc = chosen.doc ?? EMPTY_DOC;
  return readSignature(
    {
      name: chosen.name,
      place: placeOf(chosen.node),
      description: descriptionOf(doc) || undefined,
      ...readParameters(chosen.node, chosen.name, doc, declared),
    },
    WORDS,
  );
}

function missing(functions: { name: string | null }[], name: string | null): string {
  if (name === null) return "The source has no function at its top";
  const others = functions.flatMap((each) => (each.name === null ? [] : [`'${each.name}'`]));
  return `The source has no function '${name}' at its top${others.length > 0 ? `; it has ${others.join(", ")}` : ""}`;
}

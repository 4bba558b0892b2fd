import type { Memory } from "../schemas/index.ts";
import { compileMemory } from "./compile.ts";

/** What is wrong with a prompt template, and where. */
export interface TemplateProblem {
  message: string;
  /** From 1. */
  line: number;
}

/** How the template engine says that the template's end came too soon. */
const END_CAME = /^(Unexpected end of input|Missing end|Cannot read properties of undefined)/;
const UNCLOSED = "Something that was opened is not closed: a tag, or a block without its end.";

/**
 * Finds the line where a template that cannot be used goes wrong. The template engine does not tell: it is asked again
 * with ever fewer of the lines. Null for a template that can be used.
 */
export async function findTemplateProblem(memory: Memory): Promise<TemplateProblem | null> {
  const { parse, tokenize } = await import("@huggingface/jinja");
  const parseError = (template: string) => {
    try {
      parse(tokenize(template, {}));
      return null;
    } catch (error) {
      return messageOf(error);
    }
  };
  const compileError = async (template: string) => {
    try {
      await compileMemory({ ...memory, prompt_template: template });
      return null;
    } catch (error) {
      return messageOf(error instanceof Error && error.cause ? error.cause : error);
    }
  };
  const { prompt_template } = memory;
  const broken = parseError(prompt_template);
  if (broken !== null) {
    const isUnclosed = END_CAME.test(broken);
    const line = await firstBadLine(prompt_template, async (part) => {
      const error = parseError(part);
      // Reading stops at a mistake: whatever comes behind it, the error is the same.
      return isUnclosed ? error !== null : error === broken;
    });
    return { message: isUnclosed ? UNCLOSED : broken, line };
  }
  const failed = await compileError(prompt_template);
  if (failed === null) return null;
  const line = await firstBadLine(prompt_template, async (part) => (await compileError(part)) !== null);
  return { message: failed, line };
}

async function firstBadLine(template: string, isBad: (part: string) => Promise<boolean>): Promise<number> {
  const lines = template.split("\n");
  let bad = lines.length;
  while (bad > 1 && (await isBad(lines.slice(0, bad - 1).join("\n")))) bad--;
  return bad;
}

const messageOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/^Parser Error: /, "");

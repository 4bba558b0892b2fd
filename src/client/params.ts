/** Reading what callers hand in: a bare value or an object, every field checked and named when it is wrong. */
import { z } from "zod";
import { InvalidInputError } from "../schemas/index.ts";

/** The one required parameter of a method, bare or by name. */
export function single<K extends string>(params: string | { [P in K]?: string | null }, key: K): string {
  const value = typeof params === "string" ? params : params?.[key];
  if (typeof value !== "string" || value === "")
    throw new InvalidInputError(key, "this is required, as a text");
  return value;
}

/** Holds a value against a schema; the error names the field. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, field: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [field, ...(issue?.path ?? [])].map(String).filter(Boolean).join(".");
  throw new InvalidInputError(path, issue?.message ?? "this is not valid", { cause: result.error });
}

export const limitSchema = z.number().int("a whole number").min(1, "at least 1").max(10_000, "at most 10000");

/** Items a list gives unless it is told otherwise. */
export const DEFAULT_LIMIT = 1000;

export function readLimit(limit: number | null | undefined): number {
  return parse(limitSchema, limit ?? DEFAULT_LIMIT, "limit");
}

export const messageInputSchema = z.object({
  message: z
    .string("a text is required")
    .refine((text) => text.trim() !== "", "an empty message cannot be sent")
    .refine(
      (text) => !text.startsWith("/"),
      "a message cannot start with a slash; use runCommand for commands",
    ),
  role: z.enum(["user", "system"], "the role is user or system"),
  name: z.string().nullish(),
});

export const filesToLoadSchema = z
  .array(
    z.object({
      file: z.instanceof(File, { error: "this is required, as a File" }),
      path: z.string().nullish(),
    }),
  )
  .min(1, "at least one file is required");

export const messageIdsSchema = z.array(z.string()).min(1, "at least one message is required");

export const decisionSchema = z.object({
  call_id: z.string("a text is required").min(1, "a text is required"),
  decision: z.enum(["approve", "deny"], "the decision is approve or deny"),
  reason: z.string().nullish(),
  arguments: z.record(z.string(), z.unknown()).nullish(),
});

/** Reading a request: its body, its path, its query, each refused with the field named. */
import type { Context } from "hono";
import type { z } from "zod";
import type { PageParams, SourcePageParams } from "../client/index.ts";
import { InvalidInputError, NotFoundError } from "../schemas/index.ts";
import { WrongShapeError } from "./wire-errors.ts";

export type Handler = (c: Context) => Promise<unknown>;
export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
export type Route = [Method, string, Handler];

/** Largest body that is read, in bytes: a document, not a disk. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** A request's body as JSON of a shape. */
export async function read<T>(c: Context, shape: z.ZodType<T>): Promise<T> {
  if (Number(c.req.header("content-length") ?? 0) > MAX_BODY_BYTES)
    throw new InvalidInputError("body", "it is larger than 64 MB");
  let value: unknown;
  try {
    value = JSON.parse(await c.req.text());
  } catch {
    throw new WrongShapeError([{ loc: ["body"], msg: "the body is not JSON", type: "json_invalid" }]);
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new WrongShapeError(
    parsed.error.issues.map(({ path, message, code }) => ({
      loc: ["body", ...path.map((part) => (typeof part === "number" ? part : String(part)))],
      msg: message,
      type: code,
    })),
  );
}

/** A part of the path; the route has it. */
export const path = (c: Context, name: string): string => c.req.param(name) ?? "";

export function wrongQuery(name: string, msg: string): WrongShapeError {
  return new WrongShapeError([{ loc: ["query", name], msg, type: "query" }]);
}

export function flag(c: Context, name: string, fallback: boolean): boolean {
  const value = c.req.query(name);
  if (value === undefined) return fallback;
  if (/^(true|1)$/i.test(value)) return true;
  if (/^(false|0)$/i.test(value)) return false;
  throw wrongQuery(name, "true or false");
}

export function number(c: Context, name: string): number | null {
  const value = c.req.query(name);
  if (value === undefined || value === "") return null;
  if (!/^\d+$/.test(value)) throw wrongQuery(name, "a whole number");
  return Number(value);
}

function cursor(c: Context): Omit<PageParams, "agent_id"> {
  return {
    before: c.req.query("before") || null,
    after: c.req.query("after") || null,
    limit: number(c, "limit"),
  };
}

export function page(c: Context): PageParams {
  return { agent_id: path(c, "agent_id"), ...cursor(c) };
}

export function sourcePage(c: Context): SourcePageParams {
  return { source_id: path(c, "source_id"), ...cursor(c) };
}

/** What is there, or 404. */
export function found<T>(kind: string, name: string, value: T | null): T {
  if (value === null) throw new NotFoundError(kind, name);
  return value;
}

/** Only the fields that were sent. */
export function sent<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

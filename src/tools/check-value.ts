/** Holds a value against a JSON schema, and mends harmless slips on the way. */

/** Any JSON schema: those of tools from elsewhere say more than ours, and what is not known here is not held. */
export type ValueSchema = Record<string, unknown>;

/** What is wrong with a value; goes on from "the argument 'place.lat' ". */
export class ValueMismatch extends Error {
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TYPES: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: isObject,
  null: (value) => value === null,
};

/** Words that models write for nothing. */
const NOTHING = /^(null|none|undefined|)$/i;

/**
 * The value as the schema has it: digits given as text become a number, `"true"` a boolean, a number text, JSON in a
 * text the list or object it holds.
 *
 * @param path where the value stands, e.g. `places[0].lat`.
 * @throws ValueMismatch that says where and why it does not fit.
 */
export function checkValue(schema: ValueSchema, value: unknown, path: string): unknown {
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray) as unknown[] | undefined;
  if (choices) return checkChoices(choices.filter(isObject), value, path);
  const types = typesOf(schema);
  const mended = types.some((type) => TYPES[type]?.(value)) ? value : mendAs(types, value);
  if (types.length > 0 && !types.some((type) => TYPES[type]?.(mended)))
    throw new ValueMismatch(path, `must be of type ${types.join(" or ")}`);
  const allowed = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : null;
  if (allowed && !allowed.some((each) => equal(each, mended)))
    throw new ValueMismatch(path, `must be one of ${allowed.map(print).join(", ")}`);
  if (Array.isArray(mended)) return checkItems(schema, mended, path);
  return isObject(mended) ? checkProperties(schema, mended, path) : mended;
}

const typesOf = ({ type }: ValueSchema): string[] =>
  (Array.isArray(type) ? type : [type]).filter(
    (each): each is string => typeof each === "string" && each in TYPES,
  );

const print = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
const equal = (one: unknown, other: unknown) =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

function mendAs(types: string[], value: unknown): unknown {
  for (const type of types) {
    const mended = mend(type, value);
    if (mended !== value && TYPES[type]?.(mended)) return mended;
  }
  return value;
}

function mend(type: string, value: unknown): unknown {
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if (typeof value !== "string") return value;
  if ((type === "integer" || type === "number") && value.trim() !== "" && !Number.isNaN(Number(value)))
    return Number(value);
  if (type === "boolean" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  if (type !== "array" && type !== "object") return value;
  try {
    return JSON.parse(value);
  } catch {
    // Not JSON: it stays the text that it is, and its type is refused.
    return value;
  }
}

/** The first choice that takes the value as it is, else the first that takes it mended. */
function checkChoices(choices: ValueSchema[], value: unknown, path: string): unknown {
  let mended: { value: unknown } | null = null;
  const mismatches: ValueMismatch[] = [];
  for (const choice of choices) {
    try {
      const checked = checkValue(choice, value, path);
      if (equal(checked, value)) return checked;
      mended ??= { value: checked };
    } catch (error) {
      if (!(error instanceof ValueMismatch)) throw error;
      mismatches.push(error);
    }
  }
  if (mended) return mended.value;
  // What went wrong deepest is what was meant.
  const deepest = mismatches.find((each) => each.path !== path);
  if (deepest) throw deepest;
  throw new ValueMismatch(path, mismatches.map(({ message }) => message).join(", or "));
}

function checkItems(schema: ValueSchema, items: unknown[], path: string): unknown[] {
  const { minItems, maxItems } = schema;
  if (typeof minItems === "number" && items.length < minItems)
    throw new ValueMismatch(path, `must have at least ${minItems} items`);
  if (typeof maxItems === "number" && items.length > maxItems)
    throw new ValueMismatch(path, `must have at most ${maxItems} items`);
  const { items: each } = schema;
  return isObject(each) ? items.map((item, index) => checkValue(each, item, `${path}[${index}]`)) : items;
}

/**
 * Checks the members of an object. One that may be left out is left out where it is null or a word for nothing.
 *
 * @param path of the object; empty for the arguments themselves.
 */
export function checkProperties(
  schema: ValueSchema,
  value: Record<string, unknown>,
  path: string,
): Record<string, unknown> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const { additionalProperties } = schema;
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  // Without a prototype a key such as `__proto__` is a key as any other.
  const checked: Record<string, unknown> = Object.create(null);
  for (const key of new Set([...Object.keys(properties), ...required.map(String)])) {
    const declared = Object.hasOwn(properties, key) ? properties[key] : {};
    const member = isObject(declared) ? declared : {};
    const given = Object.hasOwn(value, key) ? value[key] : undefined;
    const needed = required.includes(key);
    if (given === undefined || (given === null && !takesNull(member))) {
      if (needed) throw new ValueMismatch(at(key), "is missing");
    } else if (needed || !isNothing(member, given)) {
      checked[key] = checkValue(member, given, at(key));
    }
  }
  for (const [key, member] of Object.entries(value)) {
    if (Object.hasOwn(properties, key) || key in checked) continue;
    if (additionalProperties === false) throw new ValueMismatch(at(key), "is not known");
    checked[key] = isObject(additionalProperties)
      ? checkValue(additionalProperties, member, at(key))
      : member;
  }
  return { ...checked };
}

function takesNull(schema: ValueSchema): boolean {
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray) as unknown[] | undefined;
  if (choices) return choices.some((choice) => isObject(choice) && takesNull(choice));
  if (Array.isArray(schema.enum)) return schema.enum.includes(null);
  return schema.type === undefined ? schema.$ref === undefined : typesOf(schema).includes("null");
}

/** Text is taken by its letters where text is asked for. */
function isNothing(schema: ValueSchema, value: unknown): boolean {
  if (typeof value !== "string" || !NOTHING.test(value.trim())) return false;
  try {
    checkValue(schema, value, "");
    return false;
  } catch {
    // It fits nothing that is asked for: then it is meant as nothing.
    return true;
  }
}

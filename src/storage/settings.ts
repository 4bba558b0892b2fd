import { type Settings, StorageError, settingsSchema } from "../schemas/index.ts";
import type { EngramDatabase } from "./database.ts";

const KEY = "settings";

/** The person's settings, defaults filled in. A row that cannot be read is an error, never silently the defaults. */
export async function readSettings(db: EngramDatabase): Promise<Settings> {
  const row = await db.settings.get(KEY);
  const parsed = settingsSchema.safeParse(row?.value ?? {});
  if (!parsed.success)
    throw new StorageError("settings_unreadable", "The stored settings cannot be read.", {
      hint: "Reset the settings; agents and memories are not touched by that.",
      cause: parsed.error,
    });
  return parsed.data;
}

/** Row of the token of the page's own API. */
export const API_TOKEN_KEY = "api_token";

/** What requests to the page's own API must carry; null where they need nothing. Not a setting: backups leave it out. */
export async function readApiToken(db: EngramDatabase): Promise<string | null> {
  const value = (await db.settings.get(API_TOKEN_KEY))?.value;
  return typeof value === "string" ? value : null;
}

export async function writeApiToken(db: EngramDatabase, token: string | null): Promise<void> {
  await (token === null
    ? db.settings.delete(API_TOKEN_KEY)
    : db.settings.put({ key: API_TOKEN_KEY, value: token }));
}

export async function writeSettings(db: EngramDatabase, patch: Partial<Settings>): Promise<Settings> {
  return db.transaction("rw", db.settings, async () => {
    const next = settingsSchema.parse({ ...(await readSettings(db)), ...patch });
    await db.settings.put({ key: KEY, value: next });
    return next;
  });
}

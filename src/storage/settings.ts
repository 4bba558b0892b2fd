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

export async function writeSettings(db: EngramDatabase, patch: Partial<Settings>): Promise<Settings> {
  return db.transaction("rw", db.settings, async () => {
    const next = settingsSchema.parse({ ...(await readSettings(db)), ...patch });
    await db.settings.put({ key: KEY, value: next });
    return next;
  });
}

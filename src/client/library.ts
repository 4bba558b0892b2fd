import type { EngramDatabase } from "../storage/database.ts";

const SEEDED = "library_seeded";

/** Goes up whenever starters are added (their `since`): each database is given them once. */
const LIBRARY_VERSION = 2;

/**
 * Puts our starters into the library: all of them into that of a new database, and what has been added since into one
 * that has had its starters; each once, so that what a person deletes stays away.
 */
export async function seedLibrary(db: EngramDatabase): Promise<void> {
  // Databases of before the versions say `true`.
  const given = (value: unknown) => (value === true ? 1 : Number(value ?? 0));
  if (given((await db.settings.get(SEEDED))?.value) >= LIBRARY_VERSION) return;
  const { addStarters } = await import("./starter-library.ts");
  await db.transaction("rw", db.blocks, db.block_versions, db.settings, db.users, async () => {
    const seeded = given((await db.settings.get(SEEDED))?.value);
    await addStarters(db, { after: seeded });
    if (seeded < LIBRARY_VERSION) await db.settings.put({ key: SEEDED, value: LIBRARY_VERSION });
  });
}

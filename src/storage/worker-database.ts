/** The database as a worker reads it: opened when first asked for, let go of when another tab needs that. */
import Dexie from "dexie";
import { StorageError } from "../schemas/index.ts";
import { EngramDatabase } from "./database.ts";

/**
 * Gives a connection to the database `name`, the same one as long as it is open. Never creates a database.
 *
 * @param onClose What was read by the connection is to be forgotten: it is gone, and the next to ask gets another.
 * @throws StorageError `database_missing` where there is none.
 */
export function openedWhenAsked(name: string, onClose: () => void): () => Promise<EngramDatabase> {
  let opened: Promise<EngramDatabase> | null = null;
  const open = async (): Promise<EngramDatabase> => {
    if (!(await Dexie.exists(name)))
      throw new StorageError("database_missing", "There is no memory to search: the database is gone.", {
        hint: "Reload the page.",
      });
    const db = new EngramDatabase(name);
    // Another tab upgrades or deletes the database, or the browser took it away: the next search looks again. Closing
    // is itself told of as a close, so that handler must not close.
    db.on("versionchange", () => db.close({ disableAutoOpen: true }));
    db.on("close", () => {
      opened = null;
      onClose();
    });
    await db.open();
    return db;
  };
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}

import { useRunning } from "../chat/running.ts";
import { appTexts } from "../texts/app.ts";
import { showNotice } from "./notices.ts";

/** A reply that is under way in this tab would be cut off by a reload. */
function repliesFinished(): Promise<void> {
  const finished = () => Object.values(useRunning.getState().replies).every((reply) => !reply || reply.done);
  return new Promise((resolve) => {
    if (finished()) return resolve();
    const stop = useRunning.subscribe(() => {
      if (!finished()) return;
      stop();
      resolve();
    });
  });
}

/**
 * Says that a new version of the app is there.
 *
 * @param reload opens it; called once no reply is under way in this tab.
 */
export function tellNewVersion(reload: () => void): void {
  showNotice({
    id: "new-version",
    text: appTexts.newVersion,
    stays: true,
    action: { label: appTexts.reload, run: () => repliesFinished().then(reload) },
  });
}

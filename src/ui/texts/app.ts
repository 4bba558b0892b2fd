/** Words of the app as an app: versions, working offline, commands, notifications. */
import { translatable } from "./language.ts";

export const appTexts = translatable("app", {
  newVersion: "A new version is ready.",
  reload: "Reload",
  offline: "Without a network",
  offlineState: {
    nothing: "This browser has not kept the app's files yet, or cannot keep them.",
    shell:
      "The app opens without a network. What agents need to remember and to count is kept once you have an agent.",
    all: "Everything is on this device: the app, the demo model and memory work without a network. So does a model on this computer.",
  },
});

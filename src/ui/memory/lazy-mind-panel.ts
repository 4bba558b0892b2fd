import { loadable } from "../loadable.tsx";

/** The mind panel, loaded when an agent is first shown. */
export const MindPanel = loadable(() => import("./mind-panel.tsx"));

import { useRouter } from "wouter";

/** Whether this part of the screen shows a server's agents: what only this browser's engine can give is left out. */
export function useIsServer(): boolean {
  return useRouter().base !== "";
}

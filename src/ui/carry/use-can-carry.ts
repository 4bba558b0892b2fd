import { useRouter } from "wouter";

/** Whether agents here go into files and come out of them: a server's do not. */
export function useCanCarry(): boolean {
  return !useRouter().base.startsWith("/servers/");
}

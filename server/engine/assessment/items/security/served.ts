import type { Service } from "../../service.ts";

/** Browsers and other clients get answers from it: a web service, or files that a server hands out. Assumed of what is not known. */
export function isServed({ application, answersRequests }: Service): boolean {
  return answersRequests || application?.kind.value === "static";
}

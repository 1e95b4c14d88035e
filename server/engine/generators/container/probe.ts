import type { Plan } from "../model.ts";
import { factsOf, type HealthcheckTiming, healthcheck, lines, wgetProbe } from "./pieces.ts";

/** The path that the health generator gives an application that has none. */
const generatedPath = "/livez";

/** The path to ask for: one that the code has, or that the user names. Undefined where none is known: then it is only asked whether the port is open. */
export function knownPath({ answers, application }: Plan): string | undefined {
  return application.livenessPath || answers.livenessPath !== generatedPath ? answers.livenessPath : application.readinessPath?.value;
}

/** The HEALTHCHECK of an application without an interpreter of its own to ask with; undefined where the image has nothing that could ask. */
export function probeIn(reference: string, plan: Plan, timing?: HealthcheckTiming): string | undefined {
  const { port } = plan.answers;
  const image = factsOf(reference);
  if (port === undefined || !image || image.shell === "none") return undefined;
  const path = knownPath(plan);
  if (image.hasBusybox) return healthcheck(path === undefined ? ["nc", "-z", "127.0.0.1", String(port)] : wgetProbe(port, path), timing);
  if (path !== undefined && image.tools.get("wget")) return healthcheck(wgetProbe(port, path), timing);
  if (!image.tools.get("bash")) return undefined;
  const connection = `exec 3<>/dev/tcp/127.0.0.1/${port}`;
  const question = `printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ code _ <&3 && ((code < 400))`;
  const words = ["bash", "-c", path === undefined ? connection : `${connection} && ${question}`];
  return lines("# Bash opens the connection itself: the image has no tool for HTTP.", healthcheck(words, timing));
}

/** What those who run an image without a HEALTHCHECK have to know. */
export const probeNote = "The image holds no program to ask with, so it has no HEALTHCHECK: the probes of Kubernetes watch it.";

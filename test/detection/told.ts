import { applicationIn } from "../../server/engine/detection/detect.ts";
import type { Application, Detected } from "../../server/engine/detection/model.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import type { Files } from "../generators/support.ts";

/** The application in a folder of some files. */
export function detect(files: Files, folder = ""): Application {
  const application = applicationIn(memoryWorkspace({ ...files }), folder);
  if (!application) throw new Error(`no application was recognised in "${folder}"`);
  return application;
}

/** A value with its place, and how sure it is where it is not certain: `3000 @ Dockerfile:15`, `8080 (assumed)`. */
export function told(detected: Detected<unknown> | undefined): string | undefined {
  if (!detected) return undefined;
  const { value, from, confidence } = detected;
  const text = Array.isArray(value) ? value.join(" ") : String(value);
  return `${text}${from ? ` @ ${from.path}:${from.line}` : ""}${confidence === "certain" ? "" : ` (${confidence})`}`;
}

/** What was detected, key by key; values that are not there are left out. */
export function toldAll(application: Application): Record<string, unknown> {
  const { ecosystem, kind, framework, name, packageManager, packageManagerVersion, lockFile, runtimeVersion, command, output } =
    application;
  const { port, livenessPath, readinessPath } = application;
  const single = { ecosystem, kind, framework, name, packageManager, packageManagerVersion, lockFile, runtimeVersion, command, output };
  const all = { ...single, port, livenessPath, readinessPath, ...application.tasks };
  return {
    context: application.context,
    ...Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value ? [[key, told(value)]] : []))),
    services: application.services.map(told),
  };
}

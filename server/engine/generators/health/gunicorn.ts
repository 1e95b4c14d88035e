import { inFolder } from "../../workspace/paths.ts";
import { pythonProject } from "../../workspace/project/python.ts";
import type { GeneratedFile, Plan } from "../model.ts";

const hooks = ["when_ready", "post_worker_init"] as const;

/** The file of settings: the one that the command names, `-c python:config.gunicorn`, else the one that Gunicorn looks for. */
function pathOf({ answers: { folder, command = "" }, workspace }: Plan): string {
  const named = /(?:^|\s)(?:-c|--config)[= ]\s*(\S+)/.exec(command)?.[1] ?? "gunicorn.conf.py";
  const path = named.startsWith("python:") ? `${named.slice(7).replaceAll(".", "/")}.py` : named.replace(/^file:|^\.\//, "");
  return [path, `src/${path}`].map((one) => inFolder(folder, one)).find((one) => workspace.has(one)) ?? inFolder(folder, path);
}

/** Settings that Gunicorn reads by itself from the folder that it is started in; those that are there get what they lack. */
export function gunicornFile(plan: Plan, text: string): GeneratedFile {
  return {
    path: pathOf(plan),
    text,
    about: "Goes on answering for a while when told to stop",
    merge: (existing) => (isSet(existing) ? undefined : joined(existing, text)),
  };
}

/** It has hooks of its own, which only its author can put together with ours. */
function isSet(existing: string): boolean {
  return hooks.some((hook) => new RegExp(`^def ${hook}\\b|^${hook}\\s*=`, "m").test(existing)) || /^logger_class\s*=/m.test(existing);
}

/** The imports that the file lacks stand first in it, the rest last; what it sets already keeps its value. */
function joined(existing: string, text: string): string {
  const [head = "", ...rest] = text.split(/\n\n(?=#)/);
  const imports = head.split("\n").filter((line) => line !== "" && !existing.includes(line));
  const body = rest.join("\n\n");
  const added = /^graceful_timeout\s*=/m.test(existing) ? body.replace(/^.*\ngraceful_timeout = .*\n/, "") : body;
  return `${[...imports, ""].join("\n")}${existing.replace(/\n*$/, "\n\n")}${added}`;
}

/** What is left to be done for the hooks to be heard. */
export function gunicornNotes(plan: Plan, importLine: string): string[] {
  const { folder, command = "" } = plan.answers;
  const existing = plan.workspace.read(pathOf(plan));
  const usesGunicorn = command.includes("gunicorn") || pythonProject(folder, plan.workspace)?.dependencies.has("gunicorn");
  return [
    ...(usesGunicorn ? [] : ["Serve it with `gunicorn`, and add that to the dependencies: other servers do not read its settings."]),
    ...(existing !== undefined && isSet(existing)
      ? [
          `\`${pathOf(plan)}\` has hooks of its own: let \`post_worker_init\` \`${importLine}\` and set \`health.is_stopping\` to a function that tells whether the server was told to stop.`,
        ]
      : []),
  ];
}

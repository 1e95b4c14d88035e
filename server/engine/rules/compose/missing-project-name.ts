import { applicationOf } from "../../application/application.ts";
import { fixesOf } from "../../application/edit.ts";
import { isForDevelopment } from "../../application/files.ts";
import { neighboursOf } from "../../application/neighbours.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import { standsApart } from "../../languages/yaml/edits.ts";
import { defineRule } from "../../rule.ts";
import { folderOf, nameOf } from "../../workspace/paths.ts";

export default defineRule({
  id: "compose/missing-project-name",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "The file gives the project no name.",
  why: `
Without \`name\` the project is called after the folder. Containers, networks and volumes have the project's name in theirs, so that a copy in another folder starts with empty volumes, and two checkouts in folders of one name, such as \`app\`, share theirs and stop each other's containers.

Silent where \`.env\` sets \`COMPOSE_PROJECT_NAME\`, and in files that are laid over others or are a part of them.`,
  examples: [
    {
      title: "A name",
      bad: "services:\n  web:\n    image: nginx:1.29\n",
      good: "name: app\n\nservices:\n  web:\n    image: nginx:1.29\n",
    },
  ],
  links: ["https://docs.docker.com/compose/how-tos/project-name/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["dclint:require-project-name-field"],
  check(file, { workspace, report }) {
    if (file.isBroken || file.services.length === 0 || file.root.has("name") !== false) return;
    const application = applicationOf(file, workspace);
    if (application.isOverride || application.around.main || isForDevelopment(file)) return;
    if (neighboursOf(workspace, file.source.path).users.length > 0) return;
    if (application.around.environment !== undefined && /^\s*(?:export\s+)?COMPOSE_PROJECT_NAME\s*=/m.test(application.around.environment))
      return;
    const folder = nameOf(folderOf(file.source.path))
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]+/g, "-")
      .replace(/^[_-]+/, "");
    report({
      span: file.serviceSection.entry?.keySpan ?? { start: 0, end: 0 },
      message:
        "The project has no `name`, and is called after the folder that it lies in: in another folder it starts with empty volumes. Give it one.",
      fixes: fixesOf("Name the project", "unsafe", file, named(file, folder === "" ? "app" : folder)),
    });
  },
});

/** The name before all other keys. */
function named({ source, root: { map } }: ComposeFile, name: string) {
  const first = map?.entries[0];
  if (!map || !first || map.isFlow || source.lineSpan(source.lineOf(first.span.start)).start !== first.span.start) return undefined;
  const isApart = map.entries.length === 1 || standsApart(source, map);
  const text = `name: ${name}${source.eol}${isApart ? source.eol : ""}`;
  const { start } = first.span;
  return [{ span: { start, end: start }, text, placeholders: [{ start: 6, end: 6 + name.length }] }];
}

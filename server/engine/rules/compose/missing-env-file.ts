import { applicationOf } from "../../application/application.ts";
import { fixesOf } from "../../application/edit.ts";
import { nearestFile, renamedFile } from "../../application/near-files.ts";
import { isTemplateOf } from "../../application/variables.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import type { Fix } from "../../rule.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";
import { gitIgnored } from "../../workspace/gitignore.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const web = "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n";

export default defineRule({
  id: "compose/missing-env-file",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A file that `env_file`, `label_file`, a secret or a config names is not there.",
  why: `
Compose starts nothing without it: \`env file .env not found\`. Create it, correct the path, which counts from the folder of the Compose file, or say \`required: false\` where the application runs without.

Where Git leaves the file out, everybody has to make it: the rule then only speaks where a template such as \`.env.example\` lies beside, and the fix copies that. It is information there, and about files of secrets. It is silent about paths with variables and outside of the workspace.`,
  examples: [
    {
      title: "From the template",
      bad: `${web}    env_file: .env\n`,
      good: `${web}    env_file: .env\n`,
      files: { ".env.example": "LOG_LEVEL=info\n" },
      goodFiles: { ".env": "LOG_LEVEL=info\n" },
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#env_file"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["compose/secret-in-environment"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const reported = new Set<string>();
    for (const { path: written, span, key } of namedFiles(file, workspace)) {
      const path = resolvePath(folderOf(file.source.path), written);
      if (path === undefined || path === "" || workspace.has(path) !== false || reported.has(path)) continue;
      const isIgnored = workspace.derive(gitIgnored)(path);
      const template = templateOf(path, workspace);
      const meant = template === undefined && nameOf(path) !== ".env" ? nearestFile(path, workspace) : undefined;
      if (isIgnored && template === undefined) continue;
      reported.add(path);
      report({
        span,
        message:
          template === undefined
            ? `There is no file \`${written}\`, and Compose does not start without it. ${meant === undefined ? `Create it${key === "env_file" ? ", correct the path, or say `required: false`" : " or correct the path"}` : `\`${meant}\` is there`}.`
            : `There is no file \`${written}\` yet, and Compose does not start without it. Make it from \`${nameOf(template)}\`.`,
        fixes:
          template !== undefined
            ? copied(template, path, workspace)
            : meant !== undefined
              ? fixesOf(`Write \`${meant}\``, "unsafe", file, renamedFile(file, span, nameOf(path), meant))
              : [],
        // Secrets do not belong into the repository, so that they are not there until somebody makes them.
        ...(isIgnored || key === "secrets" ? { severity: "info" as const } : {}),
      });
    }
  },
});

interface NamedFile {
  readonly key: string;
  readonly path: string;
  readonly span: Span;
}

/** The files that have to be there before Compose starts anything. */
function namedFiles(file: ComposeFile, workspace: Workspace): readonly NamedFile[] {
  const ofServices = applicationOf(file, workspace).services.flatMap(({ own }) =>
    own.file !== file
      ? []
      : own.envFiles.flatMap(({ key, path, span, isRequired }) => (path !== undefined && isRequired ? [{ key, path, span }] : [])),
  );
  const ofDeclarations = (["secrets", "configs"] as const).flatMap((kind) =>
    file.declarations(kind).flatMap(({ mapping, isExternal }) => {
      const { value, span } = mapping.text("file");
      return value !== undefined && span && !isExternal ? [{ key: kind, path: value, span }] : [];
    }),
  );
  return [...ofServices, ...ofDeclarations];
}

/** The template of a file that is not there. */
function templateOf(path: string, workspace: Workspace): string | undefined {
  const folder = folderOf(path);
  const name = nameOf(path);
  return workspace
    .list(folder)
    ?.map((entry) => (entry.isFolder ? "" : entry.name))
    .filter((other) => isTemplateOf(other, name))
    .map((other) => inFolder(folder, other))[0];
}

function copied(template: string, path: string, workspace: Workspace): readonly Fix[] {
  const text = workspace.read(template);
  if (text === undefined) return [];
  return [{ title: `Make \`${nameOf(path)}\` from \`${nameOf(template)}\``, safety: "unsafe", changes: [{ kind: "create", path, text }] }];
}

import { applicationOf } from "../../application/application.ts";
import { fixesOf } from "../../application/edit.ts";
import { isForDevelopment } from "../../application/files.ts";
import { nearestFile, renamedFile } from "../../application/near-files.ts";
import type { ComposeFile, Mount } from "../../languages/compose/model.ts";
import { safe } from "../../languages/yaml/key-edits.ts";
import { styleOf } from "../../languages/yaml/patch.ts";
import { writeString } from "../../languages/yaml/write.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { gitIgnored } from "../../workspace/gitignore.ts";
import { folderOf, nameOf, resolvePath } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const web = "services:\n  web:\n    image: nginx:1.29\n    volumes:\n";

export default defineRule({
  id: "compose/missing-bind-source",
  language: "compose",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "A file that is mounted from the host is not there, and Docker would make a folder of it.",
  why: `
Where the source of a bind mount is missing, the daemon makes a folder of that name, which belongs to root. A program that expects its configuration there fails with “not a directory”, and the folder stays when the file is to come. With \`create_host_path: false\` in the long form Docker says at once what is missing.

Silent about folders that are there to be filled (their names have no ending), what Git leaves out, paths with variables and outside of the workspace.`,
  examples: [
    {
      title: "A configuration",
      bad: `${web}      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n`,
      good: `${web}      - type: bind\n        source: ./nginx.conf\n        target: /etc/nginx/nginx.conf\n        read_only: true\n        bind:\n          create_host_path: false\n`,
      files: {},
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#long-syntax-6"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const reported = new Set<number>();
    for (const { own } of applicationOf(file, workspace).services) {
      if (own.file !== file) continue;
      for (const mount of own.mounts) {
        const source = missingSource(mount, workspace);
        if (source === undefined || reported.has(mount.source.span.start)) continue;
        reported.add(mount.source.span.start);
        const path = resolvePath(folderOf(file.source.path), source);
        const meant = path === undefined ? undefined : nearestFile(path, workspace);
        report({
          span: mount.source.span,
          message: `There is no file \`${source}\`: Docker makes a folder of that name, which belongs to root, and mounts that. ${meant === undefined ? "Add the file, or have Docker refuse by `create_host_path: false`" : `\`${meant}\` is there`}.`,
          ...(isForDevelopment(file) ? { severity: "hint" as const } : {}),
          fixes: [
            ...(meant === undefined
              ? []
              : fixesOf(`Write \`${meant}\``, "unsafe", file, renamedFile(file, mount.source.span, nameOf(source), meant))),
            ...fixesOf("Do not let Docker make a folder", "unsafe", file, longForm(file, mount)),
          ],
        });
      }
    }
  },
});

/** The source of a mount that is a file by its name, or by that of its place in the container, and certainly not there. */
function missingSource({ type, source, target, service, mapping }: Mount, workspace: Workspace): string | undefined {
  if (type !== "bind" || source.state !== "known" || source.isDefault || !/^\.{1,2}\//.test(source.value)) return undefined;
  if (mapping.mapping("bind").has("create_host_path") !== false && mapping.map) return undefined;
  const path = resolvePath(folderOf(service.file.source.path), source.value);
  if (path === undefined || path === "" || source.value.endsWith("/") || !isFileName(nameOf(path))) return undefined;
  if (target.state === "known" && !isFileName(nameOf(target.value)) && !nameOf(path).startsWith(".env")) return undefined;
  return workspace.has(path) === false && !workspace.derive(gitIgnored)(path) ? source.value : undefined;
}

/** Whether a name has an ending, as files have; folders such as `conf.d` are none. */
function isFileName(name: string): boolean {
  return /.\.[a-z][a-z0-9]{1,9}$/i.test(name) && !/\.(?:d|app|git|data|local)$/i.test(name);
}

/** The mount in the long form, which says that the source has to be there. */
function longForm(file: ComposeFile, { node, short, source, target, isReadOnly }: Mount) {
  if (!short || node.kind !== "scalar" || node.alias || node.style === "literal" || node.style === "folded") return undefined;
  if (source.state !== "known" || target.state !== "known" || /[[{]/.test(lineBefore(file, node.span.start))) return undefined;
  const { quote, eol, step } = styleOf(file.yaml);
  const others = short.options.map(({ name }) => name).filter((name) => name !== "ro" && name !== "rw");
  const labels = others.filter((name) => name === "z" || name === "Z");
  if (others.length !== labels.length || labels.length > 1 || node.text.includes("$")) return undefined;
  const below = " ".repeat(step);
  const lines = [
    "type: bind",
    `source: ${writeString(source.value, quote, false)}`,
    `target: ${writeString(target.value, quote, false)}`,
    ...(isReadOnly ? ["read_only: true"] : []),
    "bind:",
    `${below}create_host_path: false`,
    ...labels.map((name) => `${below}selinux: ${name}`),
  ];
  const column = node.span.start - file.source.lineSpan(file.source.lineOf(node.span.start)).start;
  return safe(file, [replace(node.span, lines.join(`${eol}${" ".repeat(column)}`))]);
}

function lineBefore({ source }: ComposeFile, offset: number): string {
  return source.text.slice(source.lineSpan(source.lineOf(offset)).start, offset);
}

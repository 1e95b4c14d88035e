import { compileGlob } from "../text/glob.ts";
import { inFolder } from "../workspace/paths.ts";
import { pathsAbout } from "./about.ts";
import { catalogEntries } from "./catalog.ts";
import type { Evidence } from "./model.ts";
import type { Service } from "./service.ts";
import { evidence } from "./verdict.ts";

/** Where GitHub and GitLab look, in this order. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
const codeOwners = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/** Who answers for a service by files that programs read. */
export function ownersOf(service: Service): readonly Evidence[] {
  return [...ofCatalog(service), ...ofCodeOwners(service), ...ofSignOffs(service), ...ofOwnersFile(service)];
}

function ofCatalog(service: Service): readonly Evidence[] {
  return catalogEntries(service).flatMap(({ path, line, owner }) =>
    owner === undefined ? [] : [evidence(path, line, `owned by \`${owner}\``)],
  );
}

/** The last line that fits counts; one without names takes the owner away. */
function ofCodeOwners({ workspace, folder }: Service): readonly Evidence[] {
  const path = codeOwners.find((one) => workspace.has(one));
  if (path === undefined) return [];
  const rows = (workspace.read(path) ?? "").split(/\r?\n/).flatMap((text, index) => {
    const [pattern = "", ...owners] = text
      .replace(/(?:^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    // A section of GitLab: `[Backend] @team`.
    if (pattern === "" || /^\^?\[/.test(pattern)) return [];
    return covers(pattern, folder)
      ? [{ line: index + 1, owners: owners.filter((one) => /^@[\w./-]+$|^[^@\s]+@[^@\s]+\.\w+$/.test(one)) }]
      : [];
  });
  const last = rows.at(-1);
  return last && last.owners.length > 0 ? [evidence(path, last.line, `owned by \`${last.owners[0]}\``)] : [];
}

/** Whether a pattern is about all that is in a folder: `*`, `/backend/`, `services/**`. */
function covers(pattern: string, folder: string): boolean {
  if (/^(?:\*|\/|\*\*|\/\*\*?|\*\*\/\*)$/.test(pattern)) return true;
  const written = pattern.replace(/^\//, "").replace(/\/(?:\*\*?)?$/, "");
  if (folder === "" || written === "") return false;
  const isAnchored = pattern.startsWith("/") || written.includes("/");
  const matches = compileGlob(isAnchored ? written : `**/${written}`, { braces: false });
  const parts = folder.split("/");
  return parts.some((_, at) => matches(parts.slice(0, at + 1).join("/")));
}

function ofSignOffs({ workspace, folder }: Service): readonly Evidence[] {
  return [inFolder(folder, "readiness.yaml"), inFolder(folder, ".github/readiness.yaml")].flatMap((path) => {
    const lines = (workspace.read(path) ?? "").split("\n");
    const at = lines.findIndex((line) => /^owners:\s*(?:\[\s*["'@\w]|$)/.test(line));
    const isNamed = at >= 0 && (/\[\s*["'@\w]/.test(lines[at] ?? "") || /^\s*-\s*\S/.test(lines[at + 1] ?? ""));
    return isNamed ? [evidence(path, at + 1, "the owners of the sign-off file")] : [];
  });
}

/** https://www.kubernetes.dev/docs/guide/owners/ */
function ofOwnersFile(service: Service): readonly Evidence[] {
  return pathsAbout(service, /(?:^|\/)OWNERS$/).flatMap((path) => {
    const lines = (service.workspace.read(path) ?? "").split("\n");
    const at = lines.findIndex((line, index) => /^(?:approvers|owners):/.test(line) && /^\s*-\s*\S/.test(lines[index + 1] ?? ""));
    return at >= 0 ? [evidence(path, at + 1, "approvers")] : [];
  });
}

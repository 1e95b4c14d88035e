import { inFolder, nameOf } from "../../../workspace/paths.ts";
import { catalogEntries } from "../../catalog.ts";
import { readMarkdown } from "../../markdown.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { ownersOf } from "../../owners.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, met, open } from "../../verdict.ts";

export const ownership: Assessor = {
  id: "operations.ownership",
  looksAt:
    "`CODEOWNERS` (whether a line is about the service), `catalog-info.yaml` and its like, `OWNERS`, the owners of the sign-off file; `README.md` and the manifest for description and contact.",
  action: {
    kind: "decide",
    title: "Name the owner",
    asks: "A line of `CODEOWNERS` that is about the service, or `catalog-info.yaml` with `spec.owner` and a description, shows it.",
  },
  assess(service) {
    const owners = ownersOf(service);
    const description = descriptionOf(service);
    if (owners.length > 0 && description)
      return met("It is written who answers for it, and what it is.", [...owners.slice(0, 3), description]);
    if (owners.length > 0)
      return likely("It is written who answers for it; what it is, no README and no manifest says.", owners.slice(0, 3));
    const names = namesOf(service);
    const all = [...names, ...(description ? [description] : [])];
    if (names.length > 0)
      return likely("People are named; that they answer for the service, no file says that programs read.", all.slice(0, 5));
    return open(
      description ? "It is written what it is, and not who answers for it." : "It is written neither who answers for it nor what it is.",
      description ? [description] : [],
    );
  },
};

/** A sentence on what it is: in the catalogue, the manifest, or below the first heading of the README. */
function descriptionOf(service: Service): Evidence | undefined {
  const entry = catalogEntries(service).find(({ description }) => description !== undefined);
  if (entry) return evidence(entry.path, entry.line, "its description");
  const { folder, workspace } = service;
  const readme = (workspace.list(folder) ?? []).find(({ name, isFolder }) => !isFolder && /^readme(?:\.(?:md|rst|txt|adoc))?$/i.test(name));
  if (readme) {
    const path = inFolder(folder, readme.name);
    const text = workspace.read(path) ?? "";
    const section = readMarkdown(text).sections.find((one) => isProse(one.text));
    if (section) return evidence(path, section.line, "its description");
    if (!/\.md$/i.test(path) && isProse(text)) return evidence(path, 1, "its description");
  }
  for (const name of ["package.json", "pyproject.toml", "Cargo.toml", "composer.json", "pom.xml"]) {
    const path = inFolder(folder, name);
    const lines = (workspace.read(path) ?? "").split("\n");
    const at = lines.findIndex((line) =>
      /(?:^|[{,])\s*"description"\s*:\s*"[^"]{15,}|^\s*description\s*=\s*"[^"]{15,}|<description>[^<]{15,}/.test(line),
    );
    if (at >= 0) return evidence(path, at + 1, "its description");
  }
  return undefined;
}

/** Words in a row that are neither badges, links nor tables. */
function isProse(text: string): boolean {
  return text.split("\n").some(
    (line) =>
      line
        .replace(/!?\[[^\]]*\]\([^)]*\)|<[^>]*>|[|#*`_>-]/g, " ")
        .trim()
        .split(/\s+/).length >= 6,
  );
}

/** People whom a file names, for people to read: authors of the manifest, maintainers. */
function namesOf({ folder, workspace }: Service): readonly Evidence[] {
  const files = ["MAINTAINERS", "MAINTAINERS.md", "SUPPORT.md", "docs/MAINTAINERS.md", ".github/SUPPORT.md"]
    .filter((path) => workspace.has(path))
    .map((path) => evidence(path, 1, `\`${nameOf(path)}\``, "word"));
  const authors = ["package.json", "pyproject.toml", "Cargo.toml", "composer.json", "pom.xml"].flatMap((name) => {
    const path = inFolder(folder, name);
    const lines = (workspace.read(path) ?? "").split("\n");
    const at = lines.findIndex((line) =>
      /^\s*(?:"(?:author|maintainers|contributors|authors)"\s*:\s*(?:"[^"]+|\[|\{)|(?:authors|maintainers)\s*=\s*\[|<developers>)/.test(
        line,
      ),
    );
    return at < 0 ? [] : [evidence(path, at + 1, "authors", "word")];
  });
  return [...files, ...authors];
}

import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

/** What ADD does and COPY does not: unpack, download, clone. */
const archive = /\.(?:tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst|lz4?|lzma|z)$/i;
const remote = /^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\/|\.git(?:#|$)/i;

export default defineRule({
  id: "dockerfile/add-instead-of-copy",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "ADD for plain files, which COPY copies without surprises.",
  why: `ADD unpacks what looks like an archive and downloads what looks like an address. For plain files and folders COPY does the same, and goes on doing so when a file is replaced by one of
another kind.

Use COPY. Nothing is reported for archives, addresses, Git repositories, options that ADD alone has, and names that hang on a variable or a pattern which may mean an archive.`,
  examples: [
    {
      title: "A folder",
      bad: "FROM debian:13-slim\nADD scripts /opt/scripts\n",
      good: "FROM debian:13-slim\nCOPY scripts /opt/scripts\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#add-or-copy"],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: [
    "hadolint:DL3020",
    "trivy:DS-0005",
    "checkov:CKV_DOCKER_4",
    "sonar:S7029",
    "dockle:CIS-DI-0009",
    "semgrep:prefer-copy-over-add",
  ],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword !== "ADD" || one.flags.some(({ name }) => name === "checksum" || name === "keep-git-dir" || name === "unpack"))
        continue;
      if (one.sources.length === 0 && one.heredocs.length === 0) continue;
      const isPlain = one.sources.every(
        ({ value }) => value !== undefined && !archive.test(value) && !remote.test(value) && !mayBeArchive(value),
      );
      if (!isPlain) continue;
      report({
        span: one.keywordSpan,
        message: `\`ADD\` also unpacks archives and downloads addresses${whenChildIsBuilt(one)}. For plain files use \`COPY\`.`,
        fixes: [
          {
            title: "Use `COPY`",
            safety: "safe",
            changes: [
              {
                kind: "edit",
                path: file.source.path,
                edits: [replace(one.keywordSpan, one.keywordText === one.keywordText.toLowerCase() ? "copy" : "COPY")],
              },
            ],
          },
        ],
      });
    }
  },
});

/** A pattern whose last part does not say what files it finds. */
function mayBeArchive(path: string): boolean {
  const last = path.slice(path.lastIndexOf("/") + 1);
  return /[*?[]/.test(last) && !/\.[A-Za-z]\w*$/.test(last);
}

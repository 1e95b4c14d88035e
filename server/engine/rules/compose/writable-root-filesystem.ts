import { applicationOf } from "../../application/application.ts";
import { allOf, type Edits, fixesOf, insertItem, insertServiceKey, setValue } from "../../application/edit.ts";
import { lacksHardening, mayNeedRoot } from "../../application/hardening.ts";
import type { Service } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";

const service = (tmpfs: string, more: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n${tmpfs}    restart: unless-stopped\n${more}`;

export default defineRule({
  id: "compose/writable-root-filesystem",
  language: "compose",
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "A service can change its own files.",
  why: `
With a writable root file system an intruder can replace programs and leave tools behind, and an application can fill the host's disk unseen. \`read_only: true\` forbids that; what has to be written gets a volume, or a \`tmpfs\` such as \`/tmp\`.

Nothing is reported for databases and other known services that write beside their data, in files for developing and testing, for privileged services, and where another file may set it.`,
  examples: [
    { title: "Only /tmp can be written", bad: service("", ""), good: service("    tmpfs:\n      - /tmp\n", "    read_only: true\n") },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#read_only", "https://docs.docker.com/engine/storage/tmpfs/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["semgrep:writable-filesystem-service"],
  check(file, { workspace, report }) {
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      const readOnly = own.mapping.boolean("read_only");
      const isOff = readOnly.value === false && one.possible.length === 0 && lacksHardening(one, workspace);
      if (!(isOff || lacksHardening(one, workspace, ["read_only"])) || mayNeedRoot(one, workspace)) continue;
      const set = isOff ? setValue(file, readOnly, true) : insertServiceKey(own, "read_only", true);
      report({
        span: readOnly.entry?.span ?? own.nameSpan,
        message: `${own.called} can change its own files. Set \`read_only: true\`, and mount a volume or a \`tmpfs\` where it has to write.`,
        fixes: fixesOf("Make the root file system read-only, with `/tmp` in memory", "unsafe", file, allOf(...writableTmp(own), set)),
      });
    }
  },
});

/** Puts `/tmp` into memory, where nothing is mounted there. */
function writableTmp(service: Service): readonly Edits[] {
  const { mapping, mounts, file } = service;
  if (mounts.some(({ target }) => target.state !== "known" || /^\/tmp\/?$/.test(target.value))) return [];
  if (!mapping.has("tmpfs")) return [insertServiceKey(service, "tmpfs", ["/tmp"])];
  const list = mapping.list("tmpfs");
  // A text instead of a list, or one that has it.
  return list.sequence && !list.texts.some((text) => text === undefined || /^\/tmp(?:[:/]|$)/.test(text))
    ? [insertItem(file, list, "/tmp")]
    : [];
}

import { withTriggers } from "../../image/command.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

const reserved = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;
const fits = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;

export default defineRule({
  id: "dockerfile/invalid-label-name",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "A label's name is none that Docker's guidelines allow, or one that Docker keeps for itself.",
  why: `Labels are looked for by name, in filters of the command line and by scanners. What all of them take are names of lower-case letters, digits, single dots and dashes that begin with a letter, best with a domain written
backwards in front: \`com.example.team\`. \`com.docker.\`, \`io.docker.\` and \`org.dockerproject.\` are Docker's own; those that it asks of its extensions' images are fine.`,
  examples: [
    {
      title: "Capitals and an underscore",
      bad: 'FROM scratch\nLABEL com.example.Build_Team="shop"\n',
      good: 'FROM scratch\nLABEL com.example.build-team="shop"\n',
    },
  ],
  links: ["https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["R2"],
  alsoKnownAs: ["hadolint:DL3048"],
  judges: "part",
  check(file, { report }) {
    for (const { instructions } of file.stages) {
      const labels = withTriggers(instructions).flatMap((one) => (one.keyword === "LABEL" ? one.assignments : []));
      const names = new Set(labels.map(({ name }) => name));
      for (const { name, nameSpan, value } of labels) {
        const plain = name.replace(/^["']|["']$/g, "");
        // Without a value it is an error of its own; with a variable it is whatever the build is given.
        if (!value || plain === "" || plain.includes("$")) continue;
        const isReserved = reserved.test(plain) && !/^com\.docker\.(?:desktop\.)?extension\./.test(plain);
        if (!isReserved && fits.test(plain)) continue;
        const fault = isReserved
          ? "stands where Docker keeps its own"
          : "holds more than lower-case letters, digits and single `.` and `-`";
        const meant = isReserved ? plain : valid(plain);
        const isFree = fits.test(meant) && !reserved.test(meant) && !names.has(meant);
        report({
          span: nameSpan,
          message: `The label \`${plain}\` ${fault}, so tools may pass over it. Give it another name${isFree ? `, \`${meant}\`` : ""}.`,
          ...(isFree &&
            file.source.slice(nameSpan).replace(/^["']|["']$/g, "") === plain && {
              fixes: [
                {
                  title: `Call it \`${meant}\``,
                  safety: "unsafe" as const,
                  changes: [{ kind: "edit" as const, path: file.source.path, edits: [replace(nameSpan, meant)] }],
                },
              ],
            }),
        });
      }
    }
  },
});

/** The name in small letters, its words parted by dashes. */
function valid(name: string): string {
  return name
    .replace(/[a-z0-9](?=[A-Z])/g, "$&-")
    .replace(/[_\s/:-]+/g, "-")
    .toLowerCase();
}

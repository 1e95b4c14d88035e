import { withTriggers } from "../../image/command.ts";
import { defineRule } from "../../rule.ts";

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
  patterns: ["R2"],
  alsoKnownAs: ["hadolint:DL3048"],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword !== "LABEL") continue;
      for (const { name, nameSpan, value } of one.assignments) {
        const plain = name.replace(/^["']|["']$/g, "");
        // Without a value it is an error of its own; with a variable it is whatever the build is given.
        if (!value || plain === "" || plain.includes("$")) continue;
        const isReserved =
          /^(?:com\.docker|io\.docker|org\.dockerproject)\./.test(plain) && !/^com\.docker\.(?:desktop\.)?extension\./.test(plain);
        if (!isReserved && /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/.test(plain)) continue;
        const fault = isReserved
          ? "stands where Docker keeps its own"
          : "holds more than lower-case letters, digits and single `.` and `-`";
        report({ span: nameSpan, message: `The label \`${plain}\` ${fault}, so tools may pass over it. Give it another name.` });
      }
    }
  },
});

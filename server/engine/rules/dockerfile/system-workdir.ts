import { baseImageOf } from "../../image/base.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { defineRule } from "../../rule.ts";

/** What the runtime mounts over, or keeps for the kernel and its start. */
const system = /^\/+(proc|sys|dev|boot|initrd|lost\+found)(?:\/|$)/;

export default defineRule({
  id: "dockerfile/system-workdir",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The working directory is in a folder of the system.",
  why: `\`/proc\`, \`/sys\` and \`/dev\` are mounted anew for every container and every \`RUN\`: files that are put there at build time are hidden or gone. A working directory below \`/proc\` is also how programs were made to leave their container (\`WORKDIR /proc/self/fd/8\`, CVE-2024-21626). \`/boot\` belongs to a kernel that an image does not have.

Work in a folder of your own, such as \`/app\`.`,
  examples: [
    {
      title: "A folder of your own",
      bad: 'FROM node:24-trixie-slim\nWORKDIR /dev\nCOPY server.js ./\nUSER 1000:1000\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY server.js ./\nUSER 1000:1000\nCMD ["node", "server.js"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#workdir", "https://nvd.nist.gov/vuln/detail/CVE-2024-21626"],
  since: "0.7.0",
  patterns: ["P4"],
  alsoKnownAs: ["trivy:DS-0030"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      for (const one of withTriggers(stage.instructions)) {
        const folder = one.keyword === "WORKDIR" ? system.exec(one.path?.value ?? "")?.[1] : undefined;
        if (folder === undefined || one.keyword !== "WORKDIR" || !one.path || baseImageOf(stage)?.os === "windows") continue;
        report({
          span: one.path.span,
          message: `\`/${folder}\` belongs to the system${folder === "boot" || folder === "lost+found" ? "" : ", and what is put there does not stay"}${whenChildIsBuilt(one)}. Work in a folder of your own, such as \`/app\`.`,
        });
      }
    }
  },
});

import { isDevelopment, productionStages } from "../../image/production.ts";
import { type RuntimeUser, runtimeUser } from "../../image/user.ts";
import type { CopyInstruction, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";

/** Folders that programs write to. */
const forData =
  /(?:^|\/)(?:\.?cache|data|db|logs?|media|run|spool|state|storage|te?mp|uploads?|var\/lib|volumes?)(?:\/|$)|^\/home\/[^/]+\/?$/i;

export default defineRule({
  id: "dockerfile/writable-application",
  language: "dockerfile",
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "The application's files belong to the user that runs it, who may change them.",
  why: `\`COPY --chown\` to the user that the image runs as lets the program, and whoever breaks into it, rewrite the code that is run next. Files that belong to root are readable for everybody all the same.

Leave \`--chown\` out, or take the right to write away (\`--chmod=555\`), and hand over only the folders that the application writes to. Folders by the name of \`data\`, \`logs\`, \`tmp\`, \`uploads\` and the like are taken for those.`,
  examples: [
    {
      title: "Files of root's",
      bad: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY --chown=1000:1000 dist ./dist\nUSER 1000:1000\nCMD ["node", "dist/server.js"]\n',
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY dist ./dist\nUSER 1000:1000\nCMD ["node", "dist/server.js"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  since: "0.7.0",
  patterns: ["D3"],
  alsoKnownAs: ["sonar:S6504"],
  judges: "connected",
  check(file, { workspace, report }) {
    const told = new Set<CopyInstruction>();
    for (const stage of productionStages(file, workspace)) {
      const user = runtimeUser(stage);
      if (user.isRoot !== false || isDevelopment(stage, workspace)) continue;
      for (const copy of stage.chainInstructions) {
        if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || told.has(copy)) continue;
        const owner = copy.flags.find(({ name }) => name === "chown")?.value;
        const destination = copy.destination?.value;
        if (!owner || destination === undefined || forData.test(destination) || !isOf(owner, user) || isReadOnly(copy)) continue;
        told.add(copy);
        report({
          span: owner.span,
          message: `These files belong to the user that the image runs as, who can rewrite the program. Leave \`--chown\` out, or add \`--chmod=555\`.`,
        });
      }
    }
  },
});

function isOf({ value }: Word, { name, uid }: RuntimeUser): boolean {
  const owner = value?.split(":", 1)[0];
  return owner !== undefined && owner !== "" && (owner === name || owner === String(uid));
}

/** Whether `--chmod` gives the owner no right to write. */
function isReadOnly({ flags }: CopyInstruction): boolean {
  const mode = flags.find(({ name }) => name === "chmod")?.value?.value;
  return (
    mode !== undefined && (/^[0-7]?[0145][0-7]{2}$/.test(mode) || /(?:^|,)(?:[ug]*a|[go]*u[go]*|)(?:-[rx]*w|=[rxX]*(?:,|$))/.test(mode))
  );
}

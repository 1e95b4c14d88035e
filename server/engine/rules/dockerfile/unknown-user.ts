import { type Accounts, forEachUser } from "../../image/accounts.ts";
import { creation, freeId } from "../../image/create-user.ts";
import { insertInstructions, placeBefore } from "../../image/insertion.ts";
import type { Stage, UserInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/unknown-user",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "USER names a user that nobody has created.",
  why: `The build of the image goes well; the next \`RUN\`, or the container, does not start: "unable to find user app: no matching entries in passwd file". An image made from \`scratch\` has no such file at all.

Create the user before (\`useradd\`, on Alpine \`adduser\`), take the file over from a stage that has (\`COPY --from=build /etc/passwd /etc/passwd\`), or write a number, which needs no entry.

Nothing is said where the base image is not known, where a script that is not seen here may have created the user, and of names that distributions and installed packages give out.`,
  examples: [
    {
      title: "The user is created first",
      bad: 'FROM python:3.14-slim\nCOPY job.py /job.py\nUSER app\nCMD ["python", "/job.py"]\n',
      good: 'FROM python:3.14-slim\nCOPY job.py /job.py\nRUN groupadd --gid 10001 app \\\n    && useradd --uid 10001 --gid app --no-create-home --no-log-init --shell /usr/sbin/nologin app\nUSER app\nCMD ["python", "/job.py"]\n',
    },
    {
      title: "A number needs no entry",
      bad: 'FROM scratch\nCOPY app /app\nUSER nobody\nENTRYPOINT ["/app"]\n',
      good: 'FROM scratch\nCOPY app /app\nUSER 10001:10001\nENTRYPOINT ["/app"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#user", "https://docs.docker.com/build/building/best-practices/#user"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D3"],
  uncovers: ["dockerfile/named-user"],
  judges: "connected",
  check(file, { report }) {
    const creations = new Map<Stage, string | undefined>();
    const creationIn = (stage: Stage): string | undefined => {
      if (!creations.has(stage)) creations.set(stage, creation(stage, someone));
      return creations.get(stage);
    };
    forEachUser(file.stages, (one, stage, accounts) => {
      const written = one.user?.value ?? "";
      const [, name = "", group] = /^([^:\s]+)(?::([^:\s]+))?$/.exec(written) ?? [];
      if (!one.user || !isName(name)) return;
      const isKnown = accounts.hasUser(name);
      if (isKnown && (group === undefined || !isName(group) || accounts.hasGroup(group))) return;
      const missing = isKnown ? `The group \`${group}\`` : `The user \`${name}\``;
      const where = accounts.isEmpty ? "and this image has no table to look it up in" : "neither here nor in the base image";
      report({
        span: one.user.span,
        message: `${missing} is created nowhere, ${where}: what is run as it does not start. Create it first, or write a number.`,
        fixes: isKnown || (group !== undefined && group !== name) ? [] : fixOf(one, name, stage, accounts, creationIn(stage)),
      });
    });
  },
});

function isName(text: string): boolean {
  return /^[a-z_][\w.-]*$/i.test(text) && text !== "root";
}

/** Stands for a name; no Dockerfile has it. */
const someone = "\u0001";

function fixOf(instruction: UserInstruction, name: string, stage: Stage, accounts: Accounts, creating: string | undefined): readonly Fix[] {
  const { source } = stage.file;
  const run = creating?.replaceAll(someone, name);
  if (accounts.hasId(freeId) || (run !== undefined && !/^(?:root|0)(?::|$)/.test(accounts.runsAs ?? ""))) return [];
  const edit =
    run === undefined
      ? instruction.user && replace(instruction.user.span, `${freeId}:${freeId}`)
      : insertInstructions(stage, placeBefore(stage, instruction), run);
  return edit
    ? [
        {
          title: run === undefined ? `Write the number ${freeId}` : `Create the user \`${name}\``,
          safety: "unsafe",
          changes: [{ kind: "edit", path: source.path, edits: [edit] }],
        },
      ]
    : [];
}

import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { comparesFiles, hostOf, isPrivateHost } from "../../image/downloads.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/plain-http",
  language: "dockerfile",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "Something is downloaded by `http`, which anybody on the way can change.",
  why: `What travels by \`http://\` is read and changed by whoever sits between, and the image takes it as the real thing. Nearly every server speaks \`https\` today.

Silent on the machine itself and private networks, on proxies, on the archives of Debian, Ubuntu and Alpine as mirrors, whose packages are signed, and where the same RUN compares what came with a checksum
or a signature.`,
  examples: [
    {
      title: "A download",
      bad: "FROM debian:13-slim\nRUN curl -fsSL -o /etc/words.txt http://example.com/words.txt\n",
      good: "FROM debian:13-slim\nRUN curl -fsSL -o /etc/words.txt https://example.com/words.txt\n",
    },
    {
      title: "An index of packages",
      bad: "FROM python:3.14-slim\nARG PIP_INDEX_URL=http://pypi.example.com/simple\n",
      good: "FROM python:3.14-slim\nARG PIP_INDEX_URL=https://pypi.example.com/simple\n",
    },
  ],
  links: ["https://developer.mozilla.org/docs/Web/Security/Transport_Layer_Security"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["sonar:S5332"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const one of [...file.globalArgs, ...file.stages.flatMap(({ instructions }) => withTriggers(instructions))]) {
      const words: readonly Located[] =
        one.keyword === "RUN"
          ? invocationsOf(one.command).flatMap(plainWords)
          : one.keyword === "ADD" && !one.flags.some(({ name }) => name === "checksum")
            ? one.sources.filter(({ text }) => isPlain(text))
            : one.keyword === "ENV" || one.keyword === "ARG"
              ? one.assignments.flatMap(({ name, value }) =>
                  value && isIndex(name) && isPlain(value.text) && !isSigned(value.text) ? [value] : [],
                )
              : [];
      if (words.length === 0 || (one.keyword === "RUN" && comparesFiles(one))) continue;
      for (const { span } of words) {
        const offset = file.source.slice(span).search(/http:\/\//i);
        // A continuation cuts it in two.
        const place = offset < 0 ? span : { start: span.start + offset, end: span.start + offset + 7 };
        report({
          span: place,
          message: `What comes by \`http\` can be changed by anybody on the way${whenChildIsBuilt(one)}. Use \`https\`.`,
          ...(offset >= 0 && {
            fixes: [
              {
                title: "Use `https`",
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [insert(place.start + 4, "s")] }],
              },
            ],
          }),
          ...(isDevelopment(one.stage ?? file.source.path, workspace) && { severity: "hint" as const }),
        });
      }
    }
  },
});

interface Located {
  readonly span: Span;
}

const downloaders = /^(?:curl|wget|aria2c|git|npm|pnpm|yarn|bun|gem|pip[\d.]*|pipx|uv|rpm|yum|dnf|microdnf|tdnf|yum-config-manager|svn)$/;
/** Options whose value is no address that anything is downloaded from. */
const others = /^(?:-[xeAHd]|--(?:referer|user-agent|header|data.*|.*proxy.*))$|proxy$/i;

/** The words of a call that are plain addresses to download from. */
function plainWords({ name = "", args }: Invocation): Located[] {
  if (!downloaders.test(name) || (name === "git" && !args.some(({ text }) => /^(?:clone|fetch|pull|remote|submodule)$/.test(text))))
    return [];
  return args.filter(({ text }, i) => {
    const address = /^(?:(?:--)?[\w.-]+=)?(http:.*)$/is.exec(text)?.[1];
    return address !== undefined && isPlain(address) && !/^[\w.-]*proxy\w*=/i.test(text) && !others.test(args[i - 1]?.text ?? "");
  });
}

/** Whether a text is an address by `http` of a host that everybody can reach. */
function isPlain(text: string): boolean {
  const host = /^http:\/\//i.test(text) ? hostOf(text) : undefined;
  return host !== undefined && !isPrivateHost(host);
}

/** Whether a variable's name is that of an index or mirror of packages. */
function isIndex(name: string): boolean {
  return (
    /(?:MIRROR|REGISTRY|INDEX|INDEX_URL|GOPROXY|REPO|REPOSITORY|REPO_URL|DOWNLOAD_URL|DIST_URL|BASE_URL)$/i.test(name) &&
    !/debian|ubuntu|apt|alpine|apk/i.test(name)
  );
}

/** Whether an address is of archives whose packages are signed. */
function isSigned(address: string): boolean {
  return (
    /(?:^|\.)(?:debian\.org|ubuntu\.com|alpinelinux\.org)$/.test(hostOf(address) ?? "") ||
    /\/(?:debian|ubuntu|alpine)[\w-]*\/?$/i.test(address)
  );
}

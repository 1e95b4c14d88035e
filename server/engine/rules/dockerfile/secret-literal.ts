import { flagPlace, hasSecretEnvironment, secretMount } from "../../image/secret-mount.ts";
import { type Credential, credentialsIn } from "../../knowledge/secrets.ts";
import type { Dockerfile, RunInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert, replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/secret-literal",
  language: "dockerfile",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A credential stands in the file in plain text.",
  why: `
A token, private key or password in the Dockerfile is in the repository's history, in the image's history and in every build cache. Take it back at its issuer first:
removing the text is not enough. Then mount a new one as a build secret, or hand it over at run time.

Reported is what has the shape of a credential of a known issuer (AWS, GitHub, GitLab, npm, PyPI, Docker Hub, Slack, Stripe, Google and others), a private key block, and a
password inside an address. Examples, placeholders, well-known default passwords, variables and addresses of the local machine are not.`,
  examples: [
    {
      title: "A password in the address of a repository",
      bad: "FROM alpine:3.24\nRUN git clone https://ci:S3cr3t-9fj2kd8s@git.acme.io/app.git\n",
      good: "FROM alpine:3.24\nRUN --mount=type=secret,id=password,env=PASSWORD git clone https://ci:$PASSWORD@git.acme.io/app.git\n",
    },
    {
      title: "A password in a connection string",
      bad: "FROM alpine:3.24\nENV DATABASE_URL=postgres://app:b8Zq-33ty-kk1L@db.acme.io:5432/app\n",
      good: "FROM alpine:3.24\nENV DATABASE_HOST=db.acme.io\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/secrets/"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D9", "E1", "P1"],
  alsoKnownAs: ["kics:487f4be7-3fd9-4506-a07a-eae252180c08"],
  readsTemplates: true,
  judges: "part",
  check(file, { report }) {
    for (const credential of file.extents.flatMap((extent) => credentialsWithin(extent, file))) {
      const fix = mountFix(file, credential);
      report({
        span: credential.span,
        message: `${/^(?:[AEIOU]|npm)/.test(credential.kind) ? "An" : "A"} ${credential.kind} stands here in plain text, for everybody who can read the repository or the image. Revoke it, then mount a new one as a build secret or hand it over at run time.`,
        ...(fix ? { fixes: [fix] } : {}),
      });
    }
  },
});

/** A credential with its place in the file. */
interface Found extends Pick<Credential, "kind" | "variable"> {
  readonly span: Span;
}

function credentialsWithin(extent: Span, { source }: Dockerfile): readonly Found[] {
  return credentialsIn(source.slice(extent)).map(({ start, end, kind, variable }) => ({
    kind,
    variable,
    span: { start: start + extent.start, end: end + extent.start },
  }));
}

/** In a RUN, where the shell expands variables, the value can come from a mounted secret. */
function mountFix(file: Dockerfile, { span, kind, variable }: Found): Fix | undefined {
  const run = file.instructions.find(
    (instruction): instruction is RunInstruction => instruction.keyword === "RUN" && contains(instruction.headSpan, span),
  );
  const script = run?.command?.script;
  if (!run || !script || kind === "private key" || !hasSecretEnvironment(file)) return undefined;
  const before = file.source.text.slice(run.span.start, span.start);
  const quotes = before.replace(/\\./g, "").replace(/"[^"]*"/g, "");
  if ((quotes.split("'").length - 1) % 2 === 1) return undefined;
  const next = file.source.text[span.end] ?? "";
  const reference = /[A-Za-z0-9_]/.test(next) ? `\${${variable}}` : `$${variable}`;
  const edits = [insert(flagPlace(run), ` ${secretMount(variable)}`), replace(span, reference)];
  return {
    title: `Take it from the build secret \`${variable.toLowerCase()}\``,
    safety: "unsafe",
    changes: [{ kind: "edit", path: file.source.path, edits }],
  };
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

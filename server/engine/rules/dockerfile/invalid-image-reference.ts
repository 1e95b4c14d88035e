import { pulledImages } from "../../image/pinning.ts";
import { digestDigits } from "../../languages/dockerfile/image-reference.ts";
import type { ImageReference } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/invalid-image-reference",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A base image whose reference no registry can have, so that the build fails.",
  why: `An image's repository is written in lower case, its tag is not empty, and its digest is an algorithm with its full number of lower-case
hexadecimal digits: \`sha256:\` and 64 of them. Anything else fails the build at FROM, a digest that was cut short when copied included.

Nothing is reported for references that hang on a build argument without a known value.`,
  examples: [
    {
      title: "Upper case in the repository",
      bad: 'FROM ghcr.io/Example/App:1.4.2\nUSER 10001\nCMD ["app"]\n',
      good: 'FROM ghcr.io/example/app:1.4.2\nUSER 10001\nCMD ["app"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#from", "https://github.com/distribution/reference/blob/main/reference.go"],
  since: "0.1.0",
  fix: "safe",
  patterns: ["D2"],
  alsoKnownAs: ["dockerfile-utils:26"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { image } of pulledImages(file, workspace)) {
      const fault = faultIn(image);
      if (!fault) continue;
      const lower = fault.isCase && image.nameSpan;
      report({
        span: fault.span ?? image.word.span,
        message: fault.message,
        ...(lower && {
          fixes: [
            {
              title: "Write it in lower case",
              safety: "safe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: [replace(lower, file.source.slice(lower).toLowerCase())] }],
            },
          ],
        }),
      });
    }
  },
});

interface Fault {
  readonly message: string;
  readonly span: Span | undefined;
  readonly isCase?: true;
}

function faultIn({ repository = "", tag, digest, nameSpan, tagSpan, digestSpan, word }: ImageReference): Fault | undefined {
  if (digest !== undefined) {
    const [algorithm = "", digits = ""] = digest.split(":");
    const length = digestDigits.get(algorithm);
    if (length === undefined || digits.length !== length || !/^[0-9a-f]*$/.test(digits)) {
      const expected =
        length === undefined
          ? "`sha256:` and 64 lower-case hexadecimal digits"
          : `${length} lower-case hexadecimal digits behind \`${algorithm}:\``;
      return { message: `This is no digest, so the build fails: there have to be ${expected}.`, span: digestSpan };
    }
  }
  if (/[A-Z]/.test(repository)) {
    return {
      message: `An image's name is written in lower case; with \`${repository.replace(/^library\//, "")}\` the build fails.`,
      span: nameSpan,
      isCase: true,
    };
  }
  if (tag === "")
    return {
      message: "The tag behind the colon is missing, so the build fails.",
      span: tagSpan && tagSpan.end > tagSpan.start ? tagSpan : word.span,
    };
  return undefined;
}

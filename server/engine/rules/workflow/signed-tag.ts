import type { ShellCommand, ShellWord } from "../../languages/shell/model.ts";
import { allOf, fixesOf, replaceInScript } from "../../pipeline/edit.ts";
import { isBuildPush } from "../../pipeline/image-jobs.ts";
import { imagePushes } from "../../pipeline/images.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/signed-tag",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "An image is signed by its tag instead of its digest.",
  why: `
\`cosign sign\` looks up which image the tag names at that moment. Between push and signature somebody else's push may have moved it, and then that image gets the signature. The digest that the build gives out cannot be moved.

Silent where a variable may hold the digest.`,
  examples: [
    {
      title: "By the digest of the build",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n      - run: cosign sign --yes ghcr.io/acme/web:1.4.2\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n      - run: cosign sign --yes ghcr.io/acme/web@${{ steps.push.outputs.digest }}\n",
    },
  ],
  links: ["https://docs.sigstore.dev/cosign/signing/signing_with_containers/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  judges: "connected",
  check(file, { report }) {
    for (const step of file.jobs.flatMap(({ steps }) => steps)) {
      const { script, run } = step;
      if (!script || !run) continue;
      const tags = script.commands.flatMap((command) => tagIn(command, run.text) ?? []);
      const [first] = tags;
      if (!first) continue;
      const builds = step.job?.steps.filter((one) => one.index < step.index && isBuildPush(one)) ?? [];
      // Another image has another digest.
      const names = `${builds[0]?.input("tags")?.value?.text ?? ""} ${
        imagePushes(file)
          .find((one) => one.step === builds[0])
          ?.metadata?.input("images")?.value?.text ?? ""
      }`;
      const isBuilt = tags.every((tag) => names.includes(run.text.slice(tag.nameStart, tag.start)));
      const id = builds.length === 1 && isBuilt && !step.job?.strategy ? builds[0]?.id?.literal : undefined;
      const edits =
        id === undefined ? undefined : allOf(...tags.map((tag) => replaceInScript(step, tag, `@\${{ steps.${id}.outputs.digest }}`)));
      report({
        span: script.source.spanToSource({ start: first.start + 1, end: first.end }),
        message:
          "A tag may be moved between push and signature, so that another image gets signed. Sign the digest that the build gives out.",
        fixes: fixesOf("Sign the digest", "unsafe", file, edits),
      });
    }
  },
});

/** The tag of the image that a command signs, with its colon; undefined where it signs a digest, or may. */
function tagIn(command: ShellCommand, run: string): (Span & { readonly nameStart: number }) | undefined {
  const word = command.name === "cosign" && command.args[0]?.text === "sign" ? imageOf(command) : undefined;
  if (!word) return undefined;
  const text = run.slice(word.span.start, word.span.end).replace(/^["']|["']$/g, "");
  const start = word.span.start + (/^["']/.test(word.raw) ? 1 : 0);
  const masked = text.replaceAll(/\$\{\{[\s\S]*?\}\}/g, (expression) => "x".repeat(expression.length));
  const tag = /:[^:/@]+$/.exec(masked);
  if (!tag || text.includes("@") || /digest|sha256/i.test(text)) return undefined;
  return { start: start + tag.index, end: start + text.length, nameStart: start };
}

/** Options of `cosign sign` that take no value. */
const switches = /^(?:-[yrd]|--(?:yes|recursive|verbose|upload|sk|new-bundle-format|allow-\w[\w-]*|tlog-upload|issue-certificate))$/;

/** The image that is signed; undefined where several are. */
function imageOf({ args }: ShellCommand): ShellWord | undefined {
  const images: ShellWord[] = [];
  for (let i = 1; i < args.length; i++) {
    const word = args[i] as ShellWord;
    if (!word.text.startsWith("-")) images.push(word);
    else if (!word.text.includes("=") && !switches.test(word.text)) i++;
  }
  return images.length === 1 ? images[0] : undefined;
}

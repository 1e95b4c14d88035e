import type { Step } from "../../languages/workflow/model.ts";
import { fixesOf, setInput } from "../../pipeline/edit.ts";
import { isPassingRegistry } from "../../pipeline/image-jobs.ts";
import { registryInputs } from "../../pipeline/images.ts";
import { isPlainText } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/plaintext-registry-password",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A registry's password stands in the file.",
  why: `
Everybody who can read the repository, now or later in its history, can push images in its name. Take the password back, put a new one into a secret, and read it from there. GitHub's own registry takes \`\${{ secrets.GITHUB_TOKEN }}\`.

Silent for registries on the runner, which tests start for themselves.`,
  examples: [
    {
      title: "A password of Docker Hub",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/login-action@v4\n        with:\n          username: acme\n          password: hunter2hunter2\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/login-action@v4\n        with:\n          username: acme\n          password: ${{ secrets.REGISTRY_PASSWORD }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["zizmor:hardcoded-container-credentials"],
  uncovers: ["workflow/secrets-outside-environment"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const host = registryInputs[step.uses?.action ?? ""];
      const password = host === undefined ? undefined : step.input("password")?.value;
      if (host === undefined || !isPlainText(password) || /^\s*$|^<.*>$/.test(password.text)) continue;
      const registry = step.input(host)?.value?.text ?? "";
      if (isPassingRegistry(registry.replace(/^https?:\/\//, ""))) continue;
      // A composite action has no secrets of its own.
      const secret = file.language === "action" ? undefined : /(?:^|\/)ghcr\.io/.test(registry) ? "GITHUB_TOKEN" : "REGISTRY_PASSWORD";
      report({
        span: password.span,
        message: "This password can be read by everybody who can read the repository. Revoke it, and read a new one from a secret.",
        fixes: secret === undefined ? [] : fixesOf(`Read the secret \`${secret}\``, "unsafe", file, passwordEdits(step, secret)),
      });
    }
  },
});

function passwordEdits(step: Step, secret: string) {
  return step.input("password")?.value?.node.alias ? undefined : setInput(step, "password", `\${{ secrets.${secret} }}`);
}

import type { ShellCommand, ShellWord } from "../../languages/shell/model.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { allOf, type Edits, fixesOf, replaceInScript, setStepEnv } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/registry-password-argument",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A registry's password is given on the command line.",
  why: `
Arguments of a command can be read by every process of the machine, and end up in traces and error messages. \`docker login\` itself warns of \`-p\`. Give the password by \`--password-stdin\`, from a variable.`,
  examples: [
    {
      title: "By standard input",
      bad: 'on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: docker login ghcr.io -u acme -p "$TOKEN"\n        env:\n          TOKEN: ${{ secrets.GITHUB_TOKEN }}\n',
      good: 'on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo "$TOKEN" | docker login ghcr.io -u acme --password-stdin\n        env:\n          TOKEN: ${{ secrets.GITHUB_TOKEN }}\n',
    },
    {
      title: "From a secret",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: docker login -u acme -p ${{ secrets.DOCKERHUB_TOKEN }}\n",
      good: 'on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo "$DOCKERHUB_TOKEN" | docker login -u acme --password-stdin\n        env:\n          DOCKERHUB_TOKEN: ${{ secrets.DOCKERHUB_TOKEN }}\n',
    },
  ],
  links: ["https://docs.docker.com/reference/cli/docker/login/#password-stdin"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const script = step.script ?? step.roughScript;
      if (!script || !/\blogin\b/.test(script.source.text)) continue;
      for (const command of script.commands) {
        const password = passwordOf(command);
        if (!password) continue;
        report({
          span: script.source.spanToSource(password.option.span),
          message: `\`${command.name} login\` is given the password as an argument, which every process of the machine can read. Give it by \`--password-stdin\`.`,
          fixes: step.script ? fixesOf("Use `--password-stdin`", "unsafe", file, editsOf(step, command, password)) : [],
        });
      }
    }
  },
});

interface Password {
  readonly option: ShellWord;
  /** The same word where it is joined: `--password=…`. */
  readonly last: ShellWord;
  /** As the shell reads it, quotes included; the expressions masked. */
  readonly raw: string;
  readonly start: number;
}

function passwordOf({ name, args }: ShellCommand): Password | undefined {
  const at = name === "helm" || name === "oras" ? 1 : 0;
  const isLogin =
    (/^(?:docker|podman|buildah|nerdctl|skopeo|oras)$/.test(name ?? "") && args[0]?.text === "login") ||
    (name === "helm" && args[0]?.text === "registry" && args[at]?.text === "login");
  if (!isLogin) return undefined;
  for (const [index, option] of args.entries()) {
    const joined = /^(?:--password=|-p(?=[^-\s])=?)/.exec(option.raw);
    if (joined && option.raw.length > joined[0].length)
      return { option, last: option, raw: option.raw.slice(joined[0].length), start: option.span.start + joined[0].length };
    const value = args[index + 1];
    if ((option.text === "-p" || option.text === "--password") && value && value.text !== "")
      return { option, last: value, raw: value.raw, start: value.span.start };
  }
  return undefined;
}

function editsOf(step: Step, command: ShellCommand, { option, last, raw, start }: Password): Edits {
  const { run } = step;
  if (
    !run ||
    command.pipe ||
    command.isRequoted ||
    command.redirects.some(({ span }) => /^\d*</.test(run.text.slice(span.start, span.end)))
  )
    return undefined;
  const replaced = replaceInScript(step, { start: option.span.start, end: last.span.end }, "--password-stdin");
  const front = (text: string): Edits => replaceInScript(step, { start: command.span.start, end: command.span.start }, `echo ${text} | `);
  const written = run.text.slice(start, last.span.end).replace(/^(["'])([\s\S]*)\1$/, "$2");
  const variable = /^["']?\$\{?(\w+)\}?["']?$/.exec(raw);
  const expression = /^\$\{\{\s*((?:secrets|github|inputs|steps|env)\.[\w.-]+)\s*\}\}$/.exec(written);
  if (expression?.[1] !== undefined) {
    if (step.file.language === "action" && expression[1].startsWith("secrets.")) return undefined;
    const [context = "", ...names] = expression[1].split(".");
    const name = context === "env" ? (names[0] as string) : (names.at(-1) as string).replaceAll("-", "_").toUpperCase();
    const known = context === "env" || step.env.some((one) => one.name === name && one.value?.text === written);
    if (!known && (step.env.some((one) => one.name === name) || !/^[A-Z_]\w*$/.test(name))) return undefined;
    return allOf(front(`"$${name}"`), replaced, ...(known ? [] : [setStepEnv(step, { [name]: `\${{ ${expression[1]} }}` })]));
  }
  return variable && !raw.startsWith("'") ? allOf(front(`"$${variable[1]}"`), replaced) : undefined;
}

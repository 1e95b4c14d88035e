import type { ShellCommand, ShellScript } from "../../languages/shell/model.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/piped-remote-script",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A script from the network is run without a look at it.",
  why: `
What \`curl … | sh\` runs is whatever the server sends at that moment, with all that the job may do. It may change overnight, and when the connection breaks, the first half of it has run already.

Take an action that installs the tool in a pinned version, or download a release, compare its checksum and run it then. Silent where the step compares a checksum or a signature, and for addresses of the machine itself.`,
  examples: [
    {
      title: "Installing a tool",
      bad: "on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: curl -sSfL https://example.com/install.sh | sh\n",
      good: 'on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          curl -sSfLO https://example.com/v1.4.2/install.sh\n          echo "9f2a1c  install.sh" | sha256sum --check\n          sh install.sh\n',
    },
  ],
  links: ["https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["scorecard:Pinned-Dependencies"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const text = step.run?.text ?? "";
      if (!/\b(?:curl|wget|iwr|irm|invoke-(?:webrequest|restmethod)|downloadstring)\b/i.test(text)) continue;
      if (/\b(?:sha(?:1|224|256|384|512)sum|shasum|cosign|minisign|gpg2?|get-filehash|md5sum)\b|openssl dgst|slsa-verifier/i.test(text))
        continue;
      for (const span of pipedIn(step)) {
        report({
          span,
          message:
            "This runs whatever the server sends at that moment, with all that the job may do. Install a pinned version, or compare a checksum before it runs.",
        });
      }
    }
  },
});

const shells = /^(?:ba|da|z|k|a)?sh$|^(?:python\d?(?:\.\d+)?|node|perl|ruby|pwsh|powershell|iex|php)$/;
const interpreted = /(?:\$\(|<\(|`)\s*(?:sudo\s+)?(?:curl|wget)\b/;

/** The commands that fetch a script and have it run, in the file. */
function pipedIn(step: Step): readonly Span[] {
  const { script, run } = step;
  if (script) return inShell(script);
  if (!run) return [];
  // PowerShell: `irm … | iex`, `iex (…)`.
  const pattern =
    /\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|curl|wget)\b(?=[^\n|;]*\|\s*(?:iex|invoke-expression)\b)|\b(?:iex|invoke-expression)\b(?=[^\n]*\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring)\b)/gi;
  return [...run.text.matchAll(pattern)].map((match) =>
    run.mapped.spanToSource({ start: match.index, end: match.index + match[0].length }),
  );
}

function inShell({ commands, source }: ShellScript): readonly Span[] {
  const spans: Span[] = [];
  for (const [index, command] of commands.entries()) {
    const fetching = fetchedBy(command, commands, index);
    if (fetching) spans.push(source.spanToSource(fetching));
  }
  return spans;
}

/** The part that fetches what a command runs; undefined where it runs nothing fetched. */
function fetchedBy({ name, args, pipe }: ShellCommand, commands: readonly ShellCommand[], index: number): Span | undefined {
  if (name === undefined || !(shells.test(name) || name === "eval" || name === "source" || name === ".")) return undefined;
  const isShell = shells.test(name);
  if (isShell && pipe && pipe.index > 0 && readsInput(args.map(({ text }) => text))) {
    const before = commands.slice(0, index).findLast((one) => one.pipe?.index === 0 && !one.inSubstitution);
    if (before && (before.name === "curl" || before.name === "wget") && !isLocal(before)) return before.nameSpan;
  }
  const taken = args.find(
    ({ raw }, i) => interpreted.test(raw) && (!isShell || i === 0 || args[i - 1]?.text === "-c" || raw.startsWith("<(")),
  );
  return taken && !/:\/\/(?:localhost|127\.)/.test(taken.raw) ? taken.span : undefined;
}

/** Whether a shell reads its script from what is piped in: `sh`, `sh -s -- --yes`, `python3 -`. */
function readsInput(words: readonly string[]): boolean {
  if (words.some((word) => /^-[a-z]*c$/.test(word) || word === "-m" || word === "-e")) return false;
  if (words.some((word) => /^-[a-z]*s$/.test(word) || word === "-")) return true;
  return words.every((word) => word.startsWith("-"));
}

function isLocal({ args }: ShellCommand): boolean {
  return args.some(({ text }) => /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)|^file:/.test(text));
}

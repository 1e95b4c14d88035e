// What the real ShellCheck says, where it is installed: that its format is understood, its places are exact and its fixes do what they say.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultConfiguration } from "../../server/engine/config/configuration.ts";
import {
  applyEdits,
  check,
  detectLanguage,
  type Finding,
  type Language,
  SourceText,
  shellcheckInputs,
  unseenWorkspace,
} from "../../server/engine/index.ts";
import { findShellcheck, type ShellcheckStart } from "../../server/shellcheck/program.ts";
import { ShellcheckQueue } from "../../server/shellcheck/queue.ts";
import { cli, folderOf } from "../cli/support.ts";
import { realShellcheck } from "./support.ts";

const program = realShellcheck();
const corpus = join(import.meta.dirname, "../../../shared/corpus/workflow");
const configuration = defaultConfiguration();

test(program ? `ShellCheck is at ${program}` : "ShellCheck is not installed: what it really says is not tried", () => {
  expect(findShellcheck("shellcheck", { env: process.env }) !== undefined).toBe(program !== undefined);
});

describe.runIf(program)("the real program", () => {
  const told: string[] = [];
  const queue = new ShellcheckQueue(findShellcheck(program as string, { env: process.env }) as ShellcheckStart, (line) => told.push(line));

  async function findings(path: string, text: string): Promise<Finding[]> {
    const source = new SourceText(path, text);
    const language = detectLanguage(path) as Language;
    await queue.ask(shellcheckInputs(source, language, configuration), undefined);
    const options = { workspace: unseenWorkspace(), configuration, today: "2026-11-23", shellcheck: queue.answers(undefined) };
    return check(source, language, options).filter(({ rule }) => rule.endsWith("/shellcheck"));
  }

  const ci = ".github/workflows/ci.yml";
  const steps = (text: string) => `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n${text.replace(/^(?=.)/gm, "      ")}`;

  test("its places are exact behind wide characters, tabs and expressions, and its fix is written there", async () => {
    const text = steps('- run: |\n    cd "$HOME"\n    \techo "é😀${{ github.ref }}" $FILE\n');
    const [finding, ...others] = await findings(ci, text);
    expect(others).toEqual([]);
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe("$FILE");
    expect(finding).toMatchObject({ severity: "hint", help: "https://www.shellcheck.net/wiki/SC2086" });
    const [change] = finding?.fixes?.[0]?.changes ?? [];
    const fixed = applyEdits(text, change?.kind === "edit" ? change.edits : []);
    expect(fixed).toBe(text.replace("$FILE", '"$FILE"'));
    expect(await findings(ci, fixed)).toEqual([]);
  });

  test("expressions are no constants to it, and `-e` is known", async () => {
    const text = steps(`- run: |
    cd folder
    if [ "\${{ github.ref }}" = main ]; then echo; fi
    [[ \${{ inputs.deploy }} == true ]] && echo
    case "\${{ matrix.os }}" in linux) echo ;; esac
    [ \${{ inputs.count }} -eq 1 ] || echo
    for one in \${{ inputs.all }}; do echo "$one"; done
    if [ \${{ inputs.deploy }} ] || [ -n "\${{ inputs.name }}" ]; then echo; fi
    (( \${{ inputs.count }} > 1 )) || echo
    [[ "\${{ github.ref }}" =~ "main." ]] || echo
`);
    expect((await findings(ci, text)).map(({ message, span }) => `${message} ${text.slice(span.start, span.end)}`)).toEqual([]);
    expect(
      (await findings(ci, steps("- shell: bash {0}\n  run: |\n    cd folder\n    echo\n"))).map(({ message }) => message.slice(0, 6)),
    ).toEqual(["SC2164"]);
  });

  test("its own comments count", async () => {
    const at = (comment: string) => findings(ci, steps(`- run: |\n    ${comment}\n    echo $A\n    echo $B\n`));
    expect(await at("# why")).toHaveLength(2);
    expect(await at("# shellcheck disable=SC2086")).toHaveLength(0);
  });

  test("what it cannot parse is told once", async () => {
    const found = await findings(ci, steps("- run: |\n    if true; then\n      echo\n"));
    expect(found.map(({ severity }) => severity)).toContain("warning");
    expect(found.map(({ message }) => message.slice(0, 6))).not.toContain("SC1072");
  });

  test("`.shellcheckrc` of the repository counts", async () => {
    const files = { ".git/HEAD": "", [ci]: steps("- run: cat $A\n") };
    const check = async (more: Record<string, string>) => {
      const { out, err } = await cli(
        folderOf({ ...files, ...more }),
        ["check", "--shellcheck", "--only", "workflow/shellcheck", "--format", "json"],
        {
          env: process.env,
        },
      );
      expect(err).toBe("");
      return JSON.parse(out).findings.length;
    };
    expect(await check({})).toBe(1);
    expect(await check({ ".shellcheckrc": "disable=SC2086\n" })).toBe(0);
  });

  test("a script of 200 KB does not hang", { timeout: 60_000 }, async () => {
    const script = Array.from({ length: 7_000 }, (_, i) => `    echo "a line of it" > /tmp/${i}\n`).join("");
    const text = steps(`- run: |\n${script}    cat $FILE\n`);
    expect(text.length).toBeGreaterThan(200_000);
    const found = await findings(ci, text);
    // It is through, or was ended: either way this is where it comes to.
    if (told.length === 0) expect(text.slice(found[0]?.span.start, found[0]?.span.end)).toBe("$FILE");
    else expect(told).toEqual([expect.stringMatching(/took too long/)]);
    told.length = 0;
  });

  test.runIf(existsSync(corpus))(
    existsSync(corpus)
      ? "on real workflows: what is called a variable is one, and a fix takes its finding away"
      : `there is no corpus at ${corpus}: real workflows are not tried`,
    { timeout: 120_000 },
    async () => {
      const paths = readdirSync(corpus, { recursive: true, encoding: "utf8" })
        .map((path) => path.replaceAll("\\", "/"))
        .filter((path) => detectLanguage(path) === "workflow")
        .sort()
        .filter((_, i) => i % 8 === 0);
      let fixes = 0;
      for (const path of paths) {
        const text = readFileSync(join(corpus, path), "utf8");
        const found = await findings(path, text);
        for (const { span, message } of found)
          if (message.startsWith("SC2086")) expect(text.slice(span.start, span.start + 1), path).toBe("$");
        const [first] = found.filter((finding) => finding.fixes);
        const [change] = first?.fixes?.[0]?.changes ?? [];
        if (change?.kind !== "edit") continue;
        fixes++;
        expect((await findings(path, applyEdits(text, change.edits))).length, path).toBeLessThan(found.length);
      }
      expect(fixes).toBeGreaterThan(3);
      expect(told).toEqual([]);
    },
  );
});

import { describe, expect, it } from "vitest";
import dangerousTrigger from "../../../server/engine/rules/workflow/dangerous-trigger.ts";
import deprecatedCommand from "../../../server/engine/rules/workflow/deprecated-command.ts";
import environmentFileInjection from "../../../server/engine/rules/workflow/environment-file-injection.ts";
import insecureCommands from "../../../server/engine/rules/workflow/insecure-commands.ts";
import scriptInjection from "../../../server/engine/rules/workflow/script-injection.ts";
import templateInScript from "../../../server/engine/rules/workflow/template-in-script.ts";
import untrustedCheckout from "../../../server/engine/rules/workflow/untrusted-checkout.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

/** A workflow of one job with these steps; each is its YAML from the first key on. */
const workflow = (on: string, steps: readonly string[], job = "") =>
  `on: ${on}\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps
    .map((step) => `      - ${step.replaceAll("\n", "\n        ")}\n`)
    .join("")}`;
const composite = (step: string) =>
  `name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - ${step.replaceAll("\n", "\n      ")}\n      shell: bash\n`;

describe("workflow/script-injection", () => {
  const anyone = "[push, pull_request, issues, issue_comment, discussion, gollum]";

  it.each([
    "github.event.issue.title",
    "github.event['pull_request'].body",
    "github.head_ref",
    "github.event.commits[0].message",
    "github.event.commits.*.author.name",
    "github.event.head_commit.message || 'none'",
    "github.event_name == 'issues' && github.event.issue.title || github.sha",
    "case(github.ref == 'x', github.event.issue.body, 'b')",
    "format('{0}', github.event.issue.title)",
    "toJSON(github.event)",
    "toJSON(github)",
    "join(github.event.commits.*.message, ' ')",
  ])("reports and mends %s", (expression) => {
    const text = workflow(anyone, [`run: echo "\${{ ${expression} }}"`]);
    expect(run(scriptInjection, text)).toHaveLength(1);
    expectLawfulFixes(scriptInjection, text);
  });

  it.each([
    "contains(github.event.issue.title, 'x')",
    "github.event.issue.title == 'x'",
    "github.event.pull_request.head.sha",
    "github.event.issue.number",
    "github.event.issue.title && 'yes' || 'no'",
    "case(github.event.issue.title == 'a', 'x', 'y')",
    "github.event",
    "github.actor",
    "hashFiles('x')",
    "inputs.title",
    "github.event.repository.full_name",
    "toJSON(github.event.inputs)",
    "!github.event.issue.title",
  ])("is silent on %s", (expression) => {
    expect(places(scriptInjection, workflow(anyone, [`run: echo "\${{ ${expression} }}"`]))).toEqual([]);
  });

  it("follows variables, and code that actions run", () => {
    const text = workflow("issues", ["run: echo ${{ env.TITLE }}"], "    env:\n      TITLE: ${{ github.event.issue.title }}\n");
    expect(run(scriptInjection, text)).toMatchObject([{ on: "env.TITLE", message: expect.stringContaining("`github.event.issue.title`") }]);
    expectLawfulFixes(scriptInjection, text);
    const script = workflow("issues", [
      "uses: actions/github-script@v8\nwith:\n  script: |\n    core.info('${{ github.event.issue.title }}')",
    ]);
    expect(run(scriptInjection, script)[0]?.fixed[0]).toContain("core.info(process.env.ISSUE_TITLE)");
    expectLawfulFixes(scriptInjection, script);
  });

  it("mends PowerShell, and leaves cmd alone, which expands variables as text", () => {
    const step = (shell: string) => workflow("issues", [`shell: ${shell}\nrun: echo "\${{ github.event.issue.title }}"`]);
    expect(run(scriptInjection, step("pwsh"))[0]?.fixed[0]).toContain("$env:ISSUE_TITLE");
    expectLawfulFixes(scriptInjection, step("pwsh"));
    expect(run(scriptInjection, step("cmd"))).toMatchObject([{ fixed: [] }]);
  });

  it("reports composite actions and called workflows, whoever calls them", () => {
    expect(run(scriptInjection, composite("run: echo ${{ github.head_ref }}"), { language: "action" })).toHaveLength(1);
    expect(run(scriptInjection, workflow("workflow_call", ["run: echo ${{ github.head_ref }}"]))).toHaveLength(1);
  });

  it.each([
    workflow("push", ["run: echo ${{ github.head_ref }}"]),
    workflow("push", ["run: echo ${{ github.event.issue.title }}"]),
    workflow("[push, issues]", ["run: echo ${{ github.event.issue.title }}\nif: github.event_name == 'push'"]),
    workflow("workflow_dispatch", ["run: echo '${{ toJSON(github.event) }}'"]),
    workflow("issues", ["run: echo $T\nenv:\n  T: ${{ github.event.issue.title }}"]),
    workflow("issues", ["uses: a/b@v1\nwith:\n  script: ${{ github.event.issue.title }}"]),
    workflow("issues", ["name: ${{ github.event.issue.title }}\nrun: true"]),
  ])("is silent where the text does not come, or is no code\n%s", (text) => {
    expect(places(scriptInjection, text)).toEqual([]);
  });
});

describe("workflow/template-in-script", () => {
  const dispatch =
    "\n  workflow_dispatch:\n    inputs:\n      name:\n        type: string\n      mode:\n        type: choice\n        options: [a]\n      dry:\n        type: boolean";

  it("mends all of a step at once", () => {
    const text = workflow(dispatch, [`run: ./a "\${{ inputs.name }}" "\${{ steps.b.outputs.c }}" "\${{ vars.D }}"`]);
    expect(run(templateInScript, text)).toMatchObject([{ on: "inputs.name", message: expect.stringContaining("and 2 more") }]);
    expectLawfulFixes(templateInScript, text);
  });

  it.each(["inputs.x", "github.ref_name", "needs.a.outputs.b", "env.NOWHERE", "matrix.unknown", "fromJSON(inputs.name).x"])(
    "reports %s",
    (expression) => {
      expect(run(templateInScript, workflow(dispatch, [`run: echo "\${{ ${expression} }}"`]))).toHaveLength(1);
    },
  );

  it.each([
    "github.sha",
    "github.run_id",
    "github.repository",
    "steps.a.outcome",
    "needs.a.result",
    "matrix.os",
    "env.KNOWN",
    "inputs.mode",
    "inputs.dry",
    "github.event.inputs.mode",
    "secrets.A",
    "runner.os",
    "inputs.name == 'a'",
    "github.event.pull_request",
  ])("is silent on %s", (expression) => {
    const job = "    env:\n      KNOWN: yes\n    strategy:\n      matrix:\n        os: [a, b]\n";
    expect(places(templateInScript, workflow(dispatch, [`run: echo "\${{ ${expression} }}"`], job))).toEqual([]);
  });

  it("leaves what strangers choose to its own rule", () => {
    expect(places(templateInScript, workflow("issues", ["run: echo ${{ github.event.issue.title }}"]))).toEqual([]);
  });
});

describe("workflow/environment-file-injection", () => {
  const write = (run: string, value: string, on = "issues") => workflow(on, [`run: ${run}\nenv:\n  TEXT: \${{ ${value} }}`]);

  it.each(['echo "A=$TEXT" >> "$GITHUB_ENV"', "echo A=${TEXT} >> $GITHUB_ENV", 'echo "$TEXT" | tee -a "$GITHUB_PATH"'])(
    "reports %s",
    (text) => {
      expect(run(environmentFileInjection, write(text, "github.event.issue.body"))).toMatchObject([{ severity: "warning" }]);
    },
  );

  it("reports PowerShell", () => {
    const text = workflow("issues", [
      'shell: pwsh\nrun: echo "A=$env:TEXT" >> $env:GITHUB_ENV\nenv:\n  TEXT: ${{ github.event.issue.body }}',
    ]);
    expect(run(environmentFileInjection, text)).toMatchObject([{ on: "$env:GITHUB_ENV" }]);
  });

  it("is an error where the run has rights", () => {
    const [found] = run(
      environmentFileInjection,
      write('echo "A=$TEXT" >> "$GITHUB_ENV"', "github.event.pull_request.body", "pull_request_target"),
    );
    expect(found).toMatchObject({ on: '"$GITHUB_ENV"' });
    expect(found?.severity).toBeUndefined();
    const artifact = workflow("{workflow_run: {workflows: [CI]}}", [
      "uses: actions/download-artifact@v5\nwith:\n  run-id: ${{ github.event.workflow_run.id }}",
      'run: echo "PR=$(cat pr.txt)" >> "$GITHUB_ENV"',
    ]);
    expect(run(environmentFileInjection, artifact)).toHaveLength(1);
  });

  it.each([
    write('echo "A=1" >> "$GITHUB_ENV"', "github.event.issue.body"),
    write('echo "A=$TEXT" >> "$GITHUB_OUTPUT"', "github.event.issue.body"),
    write('echo "A=$TEXT" >> "$GITHUB_ENV"', "github.event.issue.number"),
    write('echo "A=$TEXT" >> "$GITHUB_ENV"', "github.head_ref", "pull_request"),
    workflow("push", ['run: echo "A=$(cat VERSION)" >> "$GITHUB_ENV"']),
  ])("is silent on\n%s", (text) => {
    expect(places(environmentFileInjection, text)).toEqual([]);
  });
});

describe("workflow/untrusted-checkout", () => {
  const checkout = (ref: string, more = "", version = "v6") => `uses: actions/checkout@${version}\nwith:\n  ref: ${ref}${more}`;
  const head = "${{ github.event.pull_request.head.sha }}";
  const then = "run: npm test";

  it.each([
    workflow("pull_request_target", [checkout(head), then]),
    workflow("pull_request_target", [checkout("${{ github.head_ref }}"), then]),
    workflow("pull_request_target", [checkout("refs/pull/${{ github.event.number }}/merge"), then]),
    workflow("issue_comment", [checkout("refs/pull/${{ github.event.issue.number }}/head"), then]),
    workflow("issue_comment", ["uses: actions/checkout@v6", "run: gh pr checkout 1\nenv:\n  GH_TOKEN: ${{ github.token }}", then]),
    workflow("pull_request_target", ["run: git fetch origin pull/$NUMBER/head", then]),
    workflow("{workflow_run: {workflows: [CI]}}", [checkout("${{ github.event.workflow_run.head_sha }}"), then]),
    workflow("pull_request_target", [checkout(head, "\n  path: pr"), "run: make\nworking-directory: pr"]),
  ])("reports\n%s", (text) => {
    const found = run(untrustedCheckout, text);
    expect(found).toHaveLength(1);
    expect(found[0]?.severity).toBeUndefined();
  });

  it("is a warning where nothing is run, and on the input that allows it from version 7 on", () => {
    expect(run(untrustedCheckout, workflow("pull_request_target", [checkout(head), "uses: someone/reader@v1"]))).toMatchObject([
      { severity: "warning" },
    ]);
    expect(
      run(untrustedCheckout, workflow("pull_request_target", [checkout(head, "\n  allow-unsafe-pr-checkout: true", "v7"), then])),
    ).toMatchObject([{ on: "allow-unsafe-pr-checkout" }]);
  });

  it.each([
    workflow("pull_request", [checkout(head), then]),
    workflow("pull_request_target", ["uses: actions/checkout@v6", then]),
    workflow("pull_request_target", [checkout(head, "", "v7"), then]),
    workflow("pull_request_target", [checkout("${{ github.event.pull_request.base.sha }}"), then]),
    workflow("pull_request_target", [checkout(head), then], "    if: contains(github.event.pull_request.labels.*.name, 'safe')\n"),
    workflow("pull_request_target", [checkout(head), then], "    environment: reviewed\n"),
    workflow("pull_request_target", [checkout(head), then], "    if: github.event.pull_request.merged\n"),
    workflow(
      "issue_comment",
      [checkout("refs/pull/${{ github.event.issue.number }}/head"), then],
      "    if: github.event.comment.author_association == 'OWNER'\n",
    ),
    workflow("pull_request_target", [checkout(head), then], "    if: github.event.pull_request.head.repo.full_name == github.repository\n"),
    workflow("pull_request_target", [checkout(head, "\n  path: pr"), "run: ./tools/count"]),
    workflow("[pull_request_target, push]", [`${checkout(head)}\nif: github.event_name == 'push'`, then]),
    workflow(
      "{workflow_run: {workflows: [CI]}}",
      [checkout("${{ github.event.workflow_run.head_sha }}"), then],
      "    if: github.event.workflow_run.event == 'push'\n",
    ),
  ])("is silent on\n%s", (text) => {
    expect(places(untrustedCheckout, text)).toEqual([]);
  });
});

describe("workflow/dangerous-trigger", () => {
  it.each([
    workflow("pull_request_target", ["uses: actions/checkout@v7", "run: make"]),
    workflow("[push, pull_request_target]", ["uses: someone/something@v1"]),
    workflow("{workflow_run: {workflows: [CI]}}", ["uses: actions/download-artifact@v5", "run: ./publish"]),
  ])("reports\n%s", (text) => {
    expect(run(dangerousTrigger, text)).toHaveLength(1);
  });

  it.each([
    workflow("pull_request_target", ["uses: actions/labeler@v6"]),
    workflow("pull_request_target", ["uses: amannn/action-semantic-pull-request@v6", "uses: actions/first-interaction@v3"]),
    workflow("pull_request_target", ['run: gh pr edit "$URL" --add-label new\nenv:\n  URL: ${{ github.event.pull_request.html_url }}']),
    workflow("{workflow_run: {workflows: [CI]}}", ["run: make"], "    if: github.event.workflow_run.event == 'push'\n"),
    workflow("pull_request", ["run: make"]),
    workflow("pull_request_target", ["run: make"], "    if: github.event.pull_request.merged == true && github.ref == 'refs/heads/main'\n"),
    // The worse finding speaks.
    workflow("pull_request_target", ["uses: actions/checkout@v6\nwith:\n  ref: ${{ github.head_ref }}", "run: make"]),
  ])("is silent on\n%s", (text) => {
    expect(places(dangerousTrigger, text)).toEqual([]);
  });
});

describe("workflow/insecure-commands", () => {
  it("removes the switch wherever it stands", () => {
    const step = workflow("push", ["run: a\nenv:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: 'true'"]);
    const job = workflow("push", ["run: a"], "    env:\n      A: b\n      ACTIONS_ALLOW_UNSECURE_COMMANDS: true\n");
    for (const text of [step, job, `env:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: true\n${workflow("push", ["run: a"])}`]) {
      expect(run(insecureCommands, text)).toHaveLength(1);
      expectLawfulFixes(insecureCommands, text);
    }
  });

  it.each(["false", "${{ inputs.old }}", "''"])("is silent on %s", (value) => {
    expect(places(insecureCommands, workflow("push", [`run: a\nenv:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: ${value}`]))).toEqual([]);
  });
});

describe("workflow/deprecated-command", () => {
  it.each([
    ['echo "::set-output name=a::$(b)"', 'echo "a=$(b)" >> "$GITHUB_OUTPUT"'],
    ["echo ::set-output name=a::b", 'echo a=b >> "$GITHUB_OUTPUT"'],
    ["echo '::save-state name=a::b'", "echo 'a=b' >> \"$GITHUB_STATE\""],
    ['echo "::set-env name=A_B::$C"', 'echo "A_B=$C" >> "$GITHUB_ENV"'],
    ['echo "::add-path::$HOME/bin"', 'echo "$HOME/bin" >> "$GITHUB_PATH"'],
    ['if [ -f a ]; then echo "::set-output name=a::b"; fi', 'if [ -f a ]; then echo "a=b" >> "$GITHUB_OUTPUT"; fi'],
    ['echo "::set-output name=${{ matrix.a }}::b"', 'echo "${{ matrix.a }}=b" >> "$GITHUB_OUTPUT"'],
  ])("writes %s as a line of the file", (before, after) => {
    for (const text of [workflow("push", [`run: |\n  ${before}\n  make`])]) {
      expect(run(deprecatedCommand, text)[0]?.fixed[0]).toBe(text.replace(before, () => after));
      expectLawfulFixes(deprecatedCommand, text);
    }
  });

  it.each([
    ["pwsh", 'echo "::set-output name=a::$b"', 'echo "a=$b" >> $env:GITHUB_OUTPUT'],
    ["cmd", "echo ::set-output name=a::b", 'echo a=b>> "%GITHUB_OUTPUT%"'],
  ])("does so for %s", (shell, before, after) => {
    const text = workflow("push", [`shell: ${shell}\nrun: |\n  make\n  ${before}`]);
    expect(run(deprecatedCommand, text)[0]?.fixed[0]).toBe(text.replace(before, () => after));
    expectLawfulFixes(deprecatedCommand, text);
  });

  it.each([
    'echo "::set-output name=a::$(echo x | sed s/%/%25/)"',
    'echo "::set-output name=a::b" | tee log',
    'x=$(echo "::set-output name=a::b")',
    "python3 -c 'print(\"::set-output name=a::b\")'",
  ])("reports %s without a fix", (line) => {
    expect(run(deprecatedCommand, workflow("push", [`run: |\n  ${line}`]))).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    'echo "a=b" >> "$GITHUB_OUTPUT"',
    "# echo ::set-output name=a::b",
    "grep -rn '::set-output name=x::' .",
    'echo "::add-mask::$A"',
  ])("is silent on %s", (line) => {
    expect(places(deprecatedCommand, workflow("push", [`run: |\n  ${line}`]))).toEqual([]);
  });
});

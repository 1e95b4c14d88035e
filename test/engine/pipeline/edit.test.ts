import { describe, expect, it } from "vitest";
import type { Job, Step, StepsFile, Workflow } from "../../../server/engine/languages/workflow/model.ts";
import { parseAction, parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import * as edit from "../../../server/engine/pipeline/edit.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const path = ".github/workflows/ci.yml";
const workspace = memoryWorkspace({});

function workflowOf(text: string): Workflow {
  return parseWorkflow(new SourceText(path, text));
}

/** The text after the edits that `make` gives; they must be there, and leave YAML that can be read. */
function edited(text: string, make: (workflow: Workflow, job: Job, step: Step) => edit.Edits): string {
  const workflow = workflowOf(text);
  const job = workflow.jobs[0] as Job;
  return applied(workflow, make(workflow, job, job?.steps[0] as Step));
}

function applied(file: StepsFile, edits: edit.Edits): string {
  expect(edits, "no edits").toBeDefined();
  const text = applyEdits(file.source.text, edits ?? []);
  expect(workflowOf(text).problems, text).toEqual([]);
  return text;
}

const ci = `# Checks every change
name: CI
on:
  push:
    branches: [main]

permissions:
  contents: read # to check out

jobs:
  build:
    runs-on: ubuntu-latest # the usual
    steps:
      - uses: actions/checkout@v4
      # builds
      - name: Build
        run: |
          npm ci
          npm run build

  deploy:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: ./deploy.sh # to production
`;

describe("keys", () => {
  it("stand in house order, behind comments of the key before", () => {
    expect(edited(ci, (_, job) => edit.insertJobKey(job, "timeout-minutes", 10))).toBe(
      ci.replace("# the usual\n", "# the usual\n    timeout-minutes: 10\n"),
    );
    expect(edited(ci, (_, job) => edit.insertJobKey(job, "needs", "lint"))).toContain("  build:\n    needs: lint\n    runs-on:");
    expect(edited(ci, (_, job) => edit.insertJobKey(job, "environment", { name: "production", url: "https://example.org" }))).toContain(
      "# the usual\n    environment:\n      name: production\n      url: https://example.org\n    steps:",
    );
  });

  it("of the workflow stand apart where the others do", () => {
    expect(edited(ci, (workflow) => edit.insertWorkflowKey(workflow, "concurrency", { group: "ci" }))).toContain(
      "contents: read # to check out\n\nconcurrency:\n  group: ci\n\njobs:",
    );
  });

  it("of a step stand behind the dash where they come first", () => {
    expect(edited(ci, (_, __, step) => edit.insertStepKey(step, "name", "Check out"))).toContain(
      "      - name: Check out\n        uses: actions/checkout@v4\n",
    );
    expect(edited(ci, (_, __, step) => edit.insertStepKey(step, "with", { "persist-credentials": false }))).toContain(
      "@v4\n        with:\n          persist-credentials: false\n      # builds\n",
    );
  });

  it("stand apart on both sides where the keys of the workflow mostly do", () => {
    const text = "name: CI\n\non: push\njobs:\n  a:\n    runs-on: x\n";
    expect(edited(text, (workflow) => edit.insertWorkflowKey(workflow, "permissions", { contents: "read" }))).toBe(
      text.replace("jobs:", "\npermissions:\n  contents: read\n\njobs:"),
    );
  });

  it("keep CRLF, flow style and four blanks", () => {
    const crlf = ci.replaceAll("\n", "\r\n");
    expect(edited(crlf, (_, job) => edit.insertJobKey(job, "timeout-minutes", 10))).toContain("# the usual\r\n    timeout-minutes: 10\r\n");
    const flow = "on: push\njobs:\n  a: { runs-on: ubuntu-latest, steps: [{ run: make }] }\n";
    expect(edited(flow, (_, job) => edit.insertJobKey(job, "timeout-minutes", 5))).toContain(
      "{ runs-on: ubuntu-latest, timeout-minutes: 5, steps:",
    );
    const wide = "on: push\njobs:\n    a:\n        runs-on: ubuntu-latest\n        steps:\n            - run: make\n";
    expect(edited(wide, (_, job) => edit.insertJobKey(job, "permissions", { contents: "read" }))).toContain(
      "        permissions:\n            contents: read\n        steps:",
    );
  });

  it("are not written twice, and not into what an alias repeats", () => {
    expect(edit.insertJobKey(workflowOf(ci).jobs[1] as Job, "needs", "x")).toBeUndefined();
    const shared = "on: push\njobs:\n  a: &job\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n  b: *job\n";
    for (const job of workflowOf(shared).jobs) {
      expect(edit.insertJobKey(job, "timeout-minutes", 5)).toBeUndefined();
      expect(edit.insertStepKey(job.steps[0] as Step, "name", "x")).toBeUndefined();
    }
  });
});

describe("needs", () => {
  it.each([
    ["needs: build", "needs: [build, test, lint]"],
    ["needs: [build]", "needs: [build, test, lint]"],
    ["needs: [ build, test ] # all", "needs: [ build, test, lint ] # all"],
    ["needs:\n      - build # first\n", "needs:\n      - build # first\n      - test\n      - lint\n"],
    ["needs:\n    - build", "needs:\n    - build\n    - test\n    - lint"],
    ["needs: []", "needs: [test, lint]"],
    ["needs: 'build'", "needs: [build, test, lint]"],
  ])("%j", (before, expected) => {
    const text = ci.replace("needs: build", before);
    const job = workflowOf(text).job("deploy") as Job;
    expect(applied(job.workflow, edit.addNeeds(job, ["test", "lint"]))).toContain(expected);
  });

  it("are written where there are none, and not where nothing is new", () => {
    expect(edited(ci, (_, job) => edit.addNeeds(job, ["lint"]))).toContain("build:\n    needs: lint\n");
    expect(edited(ci, (_, job) => edit.addNeeds(job, ["lint", "test"]))).toContain("build:\n    needs: [lint, test]\n");
    expect(edit.addNeeds(workflowOf(ci).job("deploy") as Job, ["Build", "deploy"])).toBeUndefined();
  });
});

describe("conditions", () => {
  const added = "github.ref == 'refs/heads/main'";
  it.each([
    ["if: success()", `if: success() && ${added}`],
    ["if: a || b", `if: (a || b) && ${added}`],
    ["if: (a || b)", `if: (a || b) && ${added}`],
    ["if: (a) || (b)", `if: ((a) || (b)) && ${added}`],
    ["if: contains(a, '||') # why", `if: contains(a, '||') && ${added} # why`],
    ["if: ${{ a || b }}", `if: \${{ (a || b) && ${added} }}`],
    ["if: ${{a}}", `if: \${{a && ${added}}}`],
    ["if: 'a == ''b'''", "if: 'a == ''b'' && github.ref == ''refs/heads/main'''"],
    ["if: \"a == 'b'\"", `if: "a == 'b' && ${added}"`],
    ["if: |\n      a ||\n      b\n", `if: |\n      (a ||\n      b) && ${added}\n`],
    ["if: >-\n      a &&\n      b", `if: >-\n      a &&\n      b && ${added}`],
  ])("%j", (before, expected) => {
    const text = ci.replace("needs: build\n", `${before}\n`);
    const job = workflowOf(text).job("deploy") as Job;
    expect(applied(job.workflow, edit.addCondition(job, added))).toContain(expected);
  });

  it("are written where there are none", () => {
    expect(edited(ci, (_, job) => edit.addCondition(job, added))).toContain(`  build:\n    if: ${added}\n`);
    expect(edited(ci, (_, __, step) => edit.addCondition(step, "!cancelled()"))).toContain(
      "      - if: ${{ !cancelled() }}\n        uses:",
    );
  });

  it("put a loose conjunct in parentheses, and refuse what is always true", () => {
    const text = ci.replace("needs: build\n", "if: a\n");
    const job = workflowOf(text).job("deploy") as Job;
    expect(applied(job.workflow, edit.addCondition(job, "b || c"))).toContain("if: a && (b || c)\n");
    const always = workflowOf(ci.replace("needs: build\n", "if: ${{ a }} && b\n")).job("deploy") as Job;
    expect(edit.addCondition(always, "c")).toBeUndefined();
  });

  it("are replaced as a whole", () => {
    const text = ci.replace("needs: build\n", "if: always() # whatever\n");
    const job = workflowOf(text).job("deploy") as Job;
    expect(applied(job.workflow, edit.replaceCondition(job, "!failure() && !cancelled()"))).toContain(
      "if: ${{ !failure() && !cancelled() }} # whatever\n",
    );
    const block = workflowOf(ci.replace("needs: build\n", "if: |\n      always()\n")).job("deploy") as Job;
    expect(applied(block.workflow, edit.replaceCondition(block, "success()"))).toContain("if: success()\n    runs-on");
  });
});

describe("steps", () => {
  it("writes steps and jobs with the file's indentation, and scripts in them as they are", () => {
    const wide = "on: push\njobs:\n    build:\n        runs-on: ubuntu-latest\n        steps:\n            - run: make\n";
    const step = "uses: a/b@v1\nwith:\n  x: 1\n  script: |\n    if a; then\n      b\n    fi\n";
    expect(edited(wide, (_, job) => edit.insertStepAtEnd(job, step))).toBe(
      `${wide}            - uses: a/b@v1\n              with:\n                  x: 1\n                  script: |\n                      if a; then\n                        b\n                      fi\n`,
    );
    const job = "deploy:\n  runs-on: ubuntu-latest\n  steps:\n    - uses: a/b@v1\n      with:\n        x: 1\n    - run: make\n";
    expect(edited(wide, (workflow) => edit.insertJob(workflow, undefined, job))).toContain(
      "    deploy:\n        runs-on: ubuntu-latest\n        steps:\n            - uses: a/b@v1\n              with:\n                  x: 1\n            - run: make\n",
    );
  });

  it("are inserted before, behind and at the end, with comments in their place", () => {
    const added = "name: Set up\nuses: docker/setup-buildx-action@v3\nwith:\n  driver: docker";
    const text = "      - name: Set up\n        uses: docker/setup-buildx-action@v3\n        with:\n          driver: docker\n";
    expect(edited(ci, (_, job) => edit.insertStepBefore(job.steps[1] as Step, added))).toContain(`checkout@v4\n${text}      # builds\n`);
    expect(edited(ci, (_, __, step) => edit.insertStepBefore(step, added))).toContain(`    steps:\n${text}      - uses: actions/checkout`);
    expect(edited(ci, (_, __, step) => edit.insertStepAfter(step, { run: "make" }))).toContain(
      "checkout@v4\n      - run: make\n      # builds\n",
    );
    expect(edited(ci, (_, job) => edit.insertStepAtEnd(job, added))).toContain(`npm run build\n${text}\n  deploy:`);
  });

  it("stand below comments that are indented deeper", () => {
    const text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: a/b@v1\n        # with:\n        #   x: y\n";
    expect(edited(text, (_, job) => edit.insertStepAtEnd(job, "run: |\n  c"))).toBe(`${text}      - run: |\n          c\n`);
    expect(edited(text, (workflow) => edit.insertJob(workflow, undefined, "b:\n  runs-on: x\n"))).toContain("#   x: y\n\n  b:\n");
  });

  it("stand apart where the others do", () => {
    const text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: a\n\n      - run: b\n";
    expect(edited(text, (_, job) => edit.insertStepAtEnd(job, { run: "c" }))).toBe(`${text}\n      - run: c\n`);
    expect(edited(text, (_, __, step) => edit.insertStepBefore(step, { run: "c" }))).toBe(
      text.replace("- run: a", "- run: c\n\n      - run: a"),
    );
  });

  it("get and lose inputs", () => {
    const text = ci.replace("checkout@v4\n", "checkout@v4\n        with:\n          fetch-depth: 0 # all\n");
    expect(edited(text, (_, __, step) => edit.setInput(step, "Fetch-Depth", 1))).toContain("fetch-depth: 1 # all\n");
    expect(edited(text, (_, __, step) => edit.setInput(step, "ref", "${{ github.sha }}"))).toContain(
      "# all\n          ref: ${{ github.sha }}\n",
    );
    expect(edited(text, (_, __, step) => edit.removeInput(step, "fetch-depth"))).toBe(ci);
    expect(edited(ci, (_, __, step) => edit.setInput(step, "ref", "main"))).toContain("@v4\n        with:\n          ref: main\n");
    const flow = ci.replace("checkout@v4\n", "checkout@v4\n        with: { fetch-depth: 0 }\n");
    expect(edited(flow, (_, __, step) => edit.setInput(step, "ref", "a,b"))).toContain('with: { fetch-depth: 0, ref: "a,b" }');
  });

  it("lose a key with the line, and the first one behind the dash", () => {
    expect(edited(ci, (workflow, job) => edit.removeKey(workflow, (job.steps[1] as Step).map.entry("name") as never))).toContain(
      "      # builds\n      - run: |\n",
    );
  });
});

describe("permissions", () => {
  it("are added to a block, or repeat what the job had", () => {
    expect(edited(ci, (workflow) => edit.addPermission(workflow, "packages", "write", workspace))).toContain(
      "contents: read # to check out\n  packages: write\n",
    );
    expect(edited(ci, (_, job) => edit.addPermission(job, "id-token", "write", workspace))).toContain(
      "    permissions:\n      contents: read\n      id-token: write\n    steps:",
    );
    expect(edited(ci, (workflow) => edit.addPermission(workflow, "contents", "write", workspace))).toContain(
      "contents: write # to check out\n",
    );
    expect(edit.addPermission(workflowOf(ci), "contents", "read", workspace)).toBeUndefined();
  });

  it("list what the job needs where nothing is declared", () => {
    const text = ci.replace("permissions:\n  contents: read # to check out\n\n", "").replace("npm run build", "git push");
    expect(edited(text, (_, job) => edit.addPermission(job, "id-token", "write", workspace))).toContain(
      "    permissions:\n      contents: write\n      id-token: write\n    steps:",
    );
    expect(
      edited(text.replace("on:\n", "permissions: {}\non:\n"), (workflow) => edit.addPermission(workflow, "issues", "write", workspace)),
    ).toContain("permissions:\n  issues: write\non:");
    expect(
      edited(text.replace("on:\n", "permissions: read-all\non:\n"), (_, job) => edit.addPermission(job, "id-token", "write", workspace)),
    ).toContain("      contents: write\n      id-token: write\n");
  });

  it("are set as a whole, and keep the comments of what stays", () => {
    expect(edited(ci, (workflow) => edit.setPermissions(workflow, { issues: "write", contents: "read" }))).toContain(
      "contents: read # to check out\n  issues: write\n",
    );
    expect(
      edited(ci.replace("permissions:\n  contents: read # to check out", "permissions: write-all"), (workflow) =>
        edit.setPermissions(workflow, { packages: "write", contents: "read" }),
      ),
    ).toContain("permissions:\n  contents: read\n  packages: write\n\njobs:");
    expect(edited(ci, (_, job) => edit.setPermissions(job, {}))).toContain("    permissions: {}\n    steps:");
  });
});

describe("scripts", () => {
  it("get a line at their end", () => {
    expect(edited(ci, (_, job) => edit.appendToRun(job.steps[1] as Step, "npm test"))).toContain(
      "run build\n          npm test\n\n  deploy:",
    );
    const deploy = workflowOf(ci).job("deploy") as Job;
    expect(applied(deploy.workflow, edit.appendToRun(deploy.steps[0] as Step, "kubectl rollout status deployment/web"))).toContain(
      "- run: | # to production\n          ./deploy.sh\n          kubectl rollout status deployment/web\n",
    );
    const quoted = ci.replace("./deploy.sh # to production", '"make deploy"');
    const job = workflowOf(quoted).job("deploy") as Job;
    expect(applied(job.workflow, edit.appendToRun(job.steps[0] as Step, "make smoke"))).toContain(
      "- run: |\n          make deploy\n          make smoke\n",
    );
    const folded = workflowOf(ci.replace("./deploy.sh # to production", ">\n          make deploy\n")).job("deploy") as Job;
    expect(edit.appendToRun(folded.steps[0] as Step, "x")).toBeUndefined();
  });

  it("are changed in place", () => {
    const workflow = workflowOf(ci);
    const step = workflow.jobs[0]?.steps[1] as Step;
    const span = step.script?.commands[0]?.args[0]?.span;
    expect(applied(workflow, edit.replaceInScript(step, span as never, "install"))).toContain("npm install\n");
  });

  it("stand in jobs that can be added", () => {
    const smoke =
      "smoke:\n  needs: deploy\n  runs-on: ubuntu-latest\n  steps:\n    - run: |\n        curl --fail https://example.org\n\n        echo ok\n";
    expect(edited(ci, (workflow) => edit.insertJob(workflow, undefined, smoke))).toBe(
      `${ci}\n${smoke.replace(/^(?=.)/gm, "  ").trimEnd()}\n`,
    );
    expect(edited(ci.replaceAll("\n", "\r\n"), (workflow, job) => edit.insertJob(workflow, job, smoke))).toContain(
      "run build\r\n\r\n  smoke:\r\n    needs: deploy\r\n",
    );
    expect(edit.insertJob(workflowOf(ci), undefined, "build:\n  runs-on: x\n")).toBeUndefined();
  });
});

describe("moving expressions to env", () => {
  function moved(run: string, keys = ""): string | undefined {
    const text = `on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n${run.replace(/^(?=.)/gm, "          ")}\n${keys}`;
    const workflow = workflowOf(text);
    const step = workflow.steps[0] as Step;
    const edits = edit.moveToEnv(step, step.run?.expressions ?? []);
    return edits && applied(workflow, edits).slice(text.indexOf("- run:"));
  }

  it.each([
    ["echo ${{ github.event.issue.title }}", 'echo "$ISSUE_TITLE"'],
    ['echo "title: ${{ github.event.issue.title }}"', 'echo "title: $ISSUE_TITLE"'],
    ['echo "${{ github.event.issue.title }}s"', 'echo "${ISSUE_TITLE}s"'],
    ['echo \'{"a": "${{ github.event.issue.title }}"}\'', 'echo \'{"a": "\'"$ISSUE_TITLE"\'"}\''],
    ["echo '${{ github.event.issue.title }}' | cat", 'echo "$ISSUE_TITLE" | cat'],
    ["X=${{ github.event.issue.title }}", 'X="$ISSUE_TITLE"'],
    ["for word in ${{ github.event.issue.title }}; do", "for word in $ISSUE_TITLE; do"],
    ["cat <<EOF\n${{ github.event.issue.title }}\nEOF", "cat <<EOF\n          $ISSUE_TITLE\n"],
    ["# it's ${{ github.event.issue.title }}", "# it's $ISSUE_TITLE"],
    ["ISSUE_TITLE=x\necho ${{ github.event.issue.title }}", 'echo "$ISSUE_TITLE_VALUE"'],
    ['echo `date` $(echo "a \'b") ${{ github.event.issue.title }}', '"a \'b") "$ISSUE_TITLE"'],
  ])("%s", (run, expected) => {
    const text = moved(run);
    expect(text).toContain(expected);
    expect(text).toContain(": ${{ github.event.issue.title }}\n");
  });

  it.each([
    ["cat <<'EOF'\n${{ github.event.issue.title }}\nEOF"],
    ["${{ github.event.issue.title }}"],
    ["make && ${{ github.event.issue.title }} x"],
    ['bash -c "echo ${{ github.event.issue.title }}"'],
    ["python -c 'print(\"${{ github.event.issue.title }}\")'"],
    ["echo $(( ${{ github.event.issue.title }} + 1 ))"],
    ["echo ${{ github.event.issue.title }} \\${{ github.actor }}"],
  ])("is refused: %s", (run) => {
    expect(moved(run)).toBeUndefined();
  });

  it("keeps quotes that the file writes twice", () => {
    const text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: 'echo ''${{ github.head_ref }}'' x'\n";
    const workflow = workflowOf(text);
    const step = workflow.steps[0] as Step;
    expect(applied(workflow, edit.moveToEnv(step, step.run?.expressions ?? []))).toContain(
      `run: 'echo ''''"$HEAD_REF"'''' x'\n        env:\n          HEAD_REF: \${{ github.head_ref }}\n`,
    );
  });

  it("leaves a list of arguments or files without quotes, as it is read as several words", () => {
    expect(moved("make ${{ inputs.build-flags }} ${{ inputs.build-flags }}.log")).toContain('make $BUILD_FLAGS "$BUILD_FLAGS".log');
    expect(moved("cat ${{ steps.changes.outputs.all_changed_files }}")).toContain("cat $ALL_CHANGED_FILES");
  });

  it("calls the token as everybody does, and takes none of the names that the runner has", () => {
    expect(moved('curl -H "Bearer ${{ secrets.GITHUB_TOKEN }}"')).toContain('"Bearer $GITHUB_TOKEN"');
    expect(moved('export GITHUB_TOKEN="${{ secrets.GITHUB_TOKEN }}"')).toContain('export GITHUB_TOKEN="$TOKEN"');
    expect(moved("echo ${{ steps.a.outputs.GITHUB_SHORT }}")).toContain('echo "$SHORT"');
  });

  it("reads the variable of the job that holds the value", () => {
    const text =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      STAGE: ${{ inputs.stage }}\n    steps:\n      - run: ./deploy.sh ${{ inputs.stage }}\n";
    const workflow = parseWorkflow(new SourceText(".github/workflows/ci.yml", text));
    const step = workflow.steps[0] as Step;
    expect(applied(workflow, edit.moveToEnv(step, step.run?.expressions ?? []))).toBe(
      text.replace("./deploy.sh ${{ inputs.stage }}", './deploy.sh "$STAGE"'),
    );
  });

  it("takes names that are free and speak for themselves, one for each value", () => {
    const text = moved(
      "a ${{ inputs.version }} ${{ inputs.version }} ${{ inputs.path }} ${{ github.head_ref }} ${{ steps.x.outputs.tag-name }} ${{ github.event_name }}",
    );
    expect(text).toContain('a "$VERSION" "$VERSION" "$PATH_VALUE" "$HEAD_REF" "$TAG_NAME" "$EVENT_NAME"');
    expect(text).toContain(
      "        env:\n          VERSION: ${{ inputs.version }}\n          PATH_VALUE: ${{ inputs.path }}\n          HEAD_REF: ${{ github.head_ref }}\n          TAG_NAME: ${{ steps.x.outputs.tag-name }}\n          EVENT_NAME: ${{ github.event_name }}\n",
    );
  });

  it("uses what is there", () => {
    expect(moved("a ${{ env.TAG }} ${{ inputs.x }}", "        env:\n          WHAT: ${{ inputs.x }}\n")).toContain('a "$TAG" "$WHAT"\n');
    expect(moved("a ${{ inputs.y }}", "        env:\n          WHAT: ${{ inputs.x }}\n")).toContain("x }}\n          Y: ${{ inputs.y }}\n");
  });

  it("knows PowerShell, and leaves cmd, where a variable is read as code as well", () => {
    expect(moved('Write-Host "v${{ inputs.version }}"', "        shell: pwsh\n")).toContain('Write-Host "v$env:VERSION"');
    expect(moved('Write-Host "${{ inputs.version }}:x"', "        shell: pwsh\n")).toContain('"${env:VERSION}:x"');
    expect(moved("Write-Host '${{ inputs.version }}'", "        shell: pwsh\n")).toContain("Write-Host $env:VERSION\n");
    expect(moved("Write-Host 'v${{ inputs.version }}'", "        shell: pwsh\n")).toBeUndefined();
    expect(moved("echo ${{ inputs.version }}", "        shell: cmd\n")).toBeUndefined();
    expect(moved("print('${{ inputs.version }}')", "        shell: python\n")).toBeUndefined();
  });

  it.each([
    ["const t = '${{ github.event.issue.title }}';", "const t = process.env.ISSUE_TITLE;"],
    ["const t = `a ${{ github.event.issue.title }}`;", "const t = `a ${process.env.ISSUE_TITLE}`;"],
    ['const t = "a ${{ github.event.issue.title }} b";', 'const t = "a " + process.env.ISSUE_TITLE + " b";'],
    ["const n = ${{ github.event.issue.number }};", "const n = Number(process.env.ISSUE_NUMBER);"],
    ["const n = ${{ toJSON(github.event.issue) }};", "const n = JSON.parse(process.env.ISSUE);"],
  ])("in JavaScript: %s", (script, expected) => {
    const text = `on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: |\n            ${script}\n`;
    const workflow = workflowOf(text);
    const step = workflow.steps[0] as Step;
    expect(applied(workflow, edit.moveToEnv(step, step.input("script")?.value?.expressions ?? []))).toContain(expected);
  });

  it.each([
    ["const a = 'x ${{ github.event.issue.title }}'.split(' ');"],
    ["const a = { '${{ github.event.issue.title }}': 1 };"],
    ["const a = { b: 1, 'x-${{ github.event.issue.title }}': 1 };"],
  ])("is refused in JavaScript: %s", (script) => {
    const text = `on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: |\n            ${script}\n`;
    const step = workflowOf(text).steps[0] as Step;
    expect(edit.moveToEnv(step, step.input("script")?.value?.expressions ?? [])).toBeUndefined();
  });

  it("works in composite actions", () => {
    const text = "runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo ${{ inputs.name }}\n";
    const action = parseAction(new SourceText("action.yml", text));
    const step = action.steps[0] as Step;
    const edits = edit.moveToEnv(step, step.run?.expressions ?? []);
    expect(applyEdits(text, edits ?? [])).toBe(
      'runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo "$NAME_VALUE"\n      env:\n        NAME_VALUE: ${{ inputs.name }}\n',
    );
  });
});

describe("fixesOf", () => {
  const fixes = (text: string) => {
    const workflow = workflowOf(text);
    return edit.fixesOf("Declare it", "safe", workflow, edit.insertWorkflowKey(workflow, "permissions", { contents: "read" }));
  };

  it("makes a fix of edits, and none where there are none", () => {
    expect(fixes("on: push\njobs: {}\n")).toHaveLength(1);
    expect(edit.fixesOf("Nothing", "safe", workflowOf("on: push\n"), [])).toEqual([]);
  });

  it("writes nothing into broken YAML, where a key could land anywhere", () => {
    expect(fixes("on: [push\njobs: {}\n")).toEqual([]);
    expect(fixes("on:\n\tpush:\njobs: {}\n")).toEqual([]);
  });
});

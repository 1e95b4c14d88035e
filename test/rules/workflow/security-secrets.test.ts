import { describe, expect, it } from "vitest";
import hardcodedCredential from "../../../server/engine/rules/workflow/hardcoded-credential.ts";
import inheritedSecrets from "../../../server/engine/rules/workflow/inherited-secrets.ts";
import secretInCommandLine from "../../../server/engine/rules/workflow/secret-in-command-line.ts";
import secretsInWideEnvironment from "../../../server/engine/rules/workflow/secrets-in-wide-environment.ts";
import secretsOutsideEnvironment from "../../../server/engine/rules/workflow/secrets-outside-environment.ts";
import storedCheckoutCredentials from "../../../server/engine/rules/workflow/stored-checkout-credentials.ts";
import structuredSecret from "../../../server/engine/rules/workflow/structured-secret.ts";
import wholeSecretsContext from "../../../server/engine/rules/workflow/whole-secrets-context.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

/** A workflow of one job with these steps; each is its YAML from the first key on. */
const workflow = (steps: readonly string[], job = "", on = "push") =>
  `on: ${on}\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps
    .map((step) => `      - ${step.replaceAll("\n", "\n        ")}\n`)
    .join("")}`;

describe("workflow/stored-checkout-credentials", () => {
  const checkout = "uses: actions/checkout@v7";

  it("hints, and takes the token away", () => {
    const text = workflow([checkout, "run: npm test"]);
    expect(run(storedCheckoutCredentials, text)).toMatchObject([{ on: "actions/checkout@v7", severity: "hint" }]);
    expectLawfulFixes(storedCheckoutCredentials, text);
    const withInputs = workflow(["uses: actions/checkout@v7 # newest\nwith:\n  fetch-depth: 0"]);
    expect(run(storedCheckoutCredentials, withInputs)[0]?.fixed[0]).toContain(
      "          fetch-depth: 0\n          persist-credentials: false\n",
    );
    expectLawfulFixes(storedCheckoutCredentials, withInputs);
  });

  it("reports composite actions", () => {
    const text = "name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - uses: actions/checkout@v7\n";
    expect(run(storedCheckoutCredentials, text, { language: "action" })).toHaveLength(1);
  });

  const upload = (version: string, path: string, more = "") => `uses: actions/upload-artifact@${version}\nwith:\n  path: ${path}${more}`;

  it.each([
    [upload("v3", ".")],
    [upload("v4", ".", "\n  include-hidden-files: true")],
    [upload("v3", "${{ github.workspace }}")],
    [upload("v3", "|\n    dist\n    ./")],
  ])("warns where the folder is uploaded: %s", (step) => {
    const [found] = run(storedCheckoutCredentials, workflow(["uses: actions/checkout@v4", step]));
    expect(found?.severity).toBeUndefined();
    expect(found?.message).toContain("uploads");
  });

  it.each([
    ["uses: actions/checkout@v6", upload("v3", ".")],
    ["uses: actions/checkout@v4", upload("v4", ".")],
    ["uses: actions/checkout@v4", upload("v3", "dist")],
  ])("only hints at %s with %s", (first, second) => {
    expect(run(storedCheckoutCredentials, workflow([first, second]))).toMatchObject([{ severity: "hint" }]);
  });

  it.each([
    [`${checkout}\nwith:\n  persist-credentials: false`],
    [`${checkout}\nwith:\n  persist-credentials: true`],
    [checkout, "run: git push"],
    [checkout, "run: |\n  git fetch origin main\n  make"],
    [checkout, "run: npx semantic-release"],
    [checkout, "run: ./scripts/release.sh"],
    [checkout, "uses: peter-evans/create-pull-request@v7"],
    [checkout, "uses: stefanzweifel/git-auto-commit-action@v6"],
    [checkout, "uses: ./.github/actions/publish"],
  ])("is silent on %s %s", (...steps) => {
    expect(places(storedCheckoutCredentials, workflow(steps))).toEqual([]);
  });
});

describe("workflow/secrets-in-wide-environment", () => {
  const secret = "    env:\n      KEY: ${{ secrets.KEY }} # for uploads\n      MODE: fast\n";

  it("moves it to the steps that name it", () => {
    const text = workflow(
      ["run: make", "run: ./upload $KEY", "uses: a/b@v1\nwith:\n  key: ${{ env.KEY }}"],
      secret.replace(" # for uploads", ""),
    );
    const [found] = run(secretsInWideEnvironment, text);
    expect(found).toMatchObject({ on: "KEY" });
    expect(found?.fixed[0]?.split("KEY: ${{ secrets.KEY }}")).toHaveLength(3);
    expectLawfulFixes(secretsInWideEnvironment, text);
    const top = `env:\n  KEY: \${{ secrets.KEY }}\n${workflow(["run: make", "run: ./upload $KEY"])}`;
    expect(run(secretsInWideEnvironment, top)).toMatchObject([{ message: expect.stringContaining("step of the workflow") }]);
    expectLawfulFixes(secretsInWideEnvironment, top);
  });

  it("leaves what is used unseen, and what is read outside of steps", () => {
    expect(run(secretsInWideEnvironment, workflow(["run: make", "run: ./upload"], secret))).toMatchObject([{ fixed: [] }]);
    const named = workflow(
      ["run: make", "run: ./upload $KEY"],
      `${secret}    container:\n      image: a\n      env:\n        K: \${{ env.KEY }}\n`,
    );
    expect(run(secretsInWideEnvironment, named)).toMatchObject([{ fixed: [] }]);
  });

  it("has no fix that would lose a comment", () => {
    expect(run(secretsInWideEnvironment, workflow(["run: make", "run: ./upload $KEY"], secret))).toMatchObject([{ fixed: [] }]);
  });

  it("reports one block once, and only informs of the run's token", () => {
    const many = "    env:\n      A: ${{ secrets.A }}\n      B: ${{ secrets.B }}\n      C: ${{ secrets.C }}\n      D: ${{ secrets.D }}\n";
    expect(run(secretsInWideEnvironment, workflow(["run: a", "run: b"], many))).toMatchObject([
      { message: expect.stringContaining("and 1 more") },
    ]);
    const token = (value: string) => workflow(["run: a", "run: b"], `    env:\n      GH_TOKEN: \${{ ${value} }}\n`);
    expect(run(secretsInWideEnvironment, token("github.token"))).toMatchObject([{ severity: "info" }]);
    expect(run(secretsInWideEnvironment, token("secrets.GITHUB_TOKEN"))).toMatchObject([{ severity: "info" }]);
  });

  it.each([
    workflow(["run: make"], secret),
    workflow(["run: a", "run: b\nenv:\n  KEY: ${{ secrets.KEY }}"]),
    workflow(["run: a", "run: b"], "    env:\n      HAS_KEY: ${{ secrets.KEY != '' }}\n"),
    workflow(["run: a", "run: b"], "    env:\n      KEY: ${{ vars.KEY }}\n"),
  ])("is silent on\n%s", (text) => {
    expect(places(secretsInWideEnvironment, text)).toEqual([]);
  });
});

describe("workflow/inherited-secrets", () => {
  const call = (uses: string, secrets = "inherit") =>
    `on: push\npermissions: {}\njobs:\n  a:\n    uses: ${uses}\n    secrets: ${secrets}\n`;
  const path = ".github/workflows/called.yml";
  const called = (secrets: string, job: string) => ({
    [path]: `on:\n  workflow_call:${secrets}\njobs:\n  b:\n    runs-on: ubuntu-latest\n${job}    steps:\n      - run: a\n        env:\n          A: \${{ secrets.A }}\n          T: \${{ secrets.GITHUB_TOKEN }}\n`,
  });
  const declared = "\n    secrets:\n      A:\n        required: true";
  const text = call(`./${path}`);

  it("names what the called workflow declares", () => {
    expect(run(inheritedSecrets, text, { files: called(declared, "") })[0]?.fixed[0]).toContain(
      "    secrets:\n      A: ${{ secrets.A }}\n",
    );
    expectLawfulFixes(inheritedSecrets, text, { files: called(declared, "") });
  });

  it("has no fix where it cannot see them, or more are read", () => {
    expect(run(inheritedSecrets, call("o/r/.github/workflows/a.yml@v1"))).toMatchObject([{ on: "inherit", fixed: [] }]);
    expect(run(inheritedSecrets, text, { files: called("", "") })).toMatchObject([{ fixed: [] }]);
  });

  it("takes it away where none is read", () => {
    const files = { [path]: "on: workflow_call\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - run: a\n" };
    expect(run(inheritedSecrets, text, { files })[0]?.fixed[0]).not.toContain("secrets:");
    expectLawfulFixes(inheritedSecrets, text, { files });
  });

  it("is silent where the secrets are those of an environment, or are named", () => {
    expect(places(inheritedSecrets, text, { files: called(declared, "    environment: production\n") })).toEqual([]);
    expect(places(inheritedSecrets, call(`./${path}`, "{A: '${{ secrets.A }}'}"))).toEqual([]);
  });
});

describe("workflow/secrets-outside-environment", () => {
  const use = "run: a\nenv:\n  A: ${{ secrets.A }}\n  B: ${{ secrets.B }}";

  it("reports a job once", () => {
    expect(run(secretsOutsideEnvironment, workflow([use]))).toMatchObject([{ on: "secrets.A" }]);
    expect(run(secretsOutsideEnvironment, workflow([use]), { options: { allowed: ["a"] } })).toMatchObject([{ on: "secrets.B" }]);
  });

  it.each([
    workflow([use], "    environment: production\n"),
    workflow([use], "", "workflow_call"),
    workflow(["run: a\nenv:\n  A: ${{ secrets.GITHUB_TOKEN }}"]),
    // The missing environment of a deployment is a finding of its own.
    workflow(["run: kubectl apply -f .\nenv:\n  A: ${{ secrets.A }}"]),
    "on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/a.yml@v1\n    secrets:\n      A: ${{ secrets.A }}\n",
  ])("is silent on\n%s", (text) => {
    expect(places(secretsOutsideEnvironment, text)).toEqual([]);
  });
});

describe("workflow/whole-secrets-context and workflow/structured-secret", () => {
  const value = (expression: string) => workflow([`run: a\nenv:\n  A: \${{ ${expression} }}`]);

  it.each(["toJSON(secrets)", "secrets[matrix.a]", "secrets[format('A_{0}', github.ref_name)]", "fromJSON(toJSON(secrets)).A"])(
    "reports all secrets: %s",
    (expression) => {
      expect(run(wholeSecretsContext, value(expression))).toHaveLength(1);
      expect(places(structuredSecret, value(expression))).toEqual([]);
    },
  );

  it.each(["fromJSON(secrets.A).b", "fromJSON(secrets['A'])['b'].c"])("reports a part of a secret: %s", (expression) => {
    expect(run(structuredSecret, value(expression))).toHaveLength(1);
    expect(places(wholeSecretsContext, value(expression))).toEqual([]);
  });

  it.each(["secrets.A", "secrets['A']", "github.ref == 'x' && secrets.A || secrets.B", "fromJSON(vars.A).b"])(
    "is silent on %s",
    (expression) => {
      expect(places(wholeSecretsContext, value(expression))).toEqual([]);
      expect(places(structuredSecret, value(expression))).toEqual([]);
    },
  );
});

describe("workflow/secret-in-command-line", () => {
  it("moves all of a step to its environment", () => {
    const text = workflow(["run: |\n  login -u ${{ secrets.NAME }} -p \"${{ secrets.WORD }}\"\n  echo '${{ secrets.NAME }}'"]);
    expect(run(secretInCommandLine, text)).toMatchObject([{ message: expect.stringContaining("`secrets.NAME` and 2 more") }]);
    expectLawfulFixes(secretInCommandLine, text);
  });

  it("only informs of the run's token", () => {
    for (const name of ["secrets.GITHUB_TOKEN", "github.token"]) {
      expect(run(secretInCommandLine, workflow([`run: curl -H "Authorization: Bearer \${{ ${name} }}" a`]))).toMatchObject([
        { severity: "info" },
      ]);
    }
  });

  it("has no fix where a variable is not read", () => {
    expect(run(secretInCommandLine, workflow(["run: |\n  cat <<'E' > .env\n  A=${{ secrets.A }}\n  E"]))).toMatchObject([{ fixed: [] }]);
  });

  it.each(["${{ secrets.A != '' }}", "${{ env.A }}", "$A", "${{ vars.A }}"])("is silent on %s", (text) => {
    expect(places(secretInCommandLine, workflow([`run: echo "${text}"\nenv:\n  A: \${{ secrets.A }}`]))).toEqual([]);
  });
});

describe("workflow/hardcoded-credential", () => {
  const token = `gh${"p"}_${"a1B2c3D4e5F6g7H8i9J0".repeat(2).slice(0, 36)}`;
  const container = (password: string) =>
    workflow(["run: a"], `    container:\n      image: a\n      credentials:\n        username: b\n        password: ${password}\n`);

  it("reports passwords of registries", () => {
    for (const text of [
      container("hunter22"),
      container("'hunter22'"),
      workflow(
        ["run: a"],
        "    services:\n      db:\n        image: a\n        credentials:\n          username: b\n          password: hunter22\n",
      ),
    ]) {
      expect(run(hardcodedCredential, text)).toHaveLength(1);
      expectLawfulFixes(hardcodedCredential, text);
    }
  });

  it("reports tokens wherever they stand, and replaces those that are all of a value", () => {
    const text = workflow([`run: a\nenv:\n  T: ${token}`]);
    expect(run(hardcodedCredential, text)).toMatchObject([{ on: token }]);
    expectLawfulFixes(hardcodedCredential, text);
    expect(run(hardcodedCredential, workflow([`run: curl -H "x ${token}" a`]))).toMatchObject([{ on: token, fixed: [] }]);
    expect(run(hardcodedCredential, workflow([`run: a # ${token}`]))).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    container("${{ secrets.A }}"),
    container("''"),
    container(""),
    workflow(["uses: docker/login-action@v4\nwith:\n  username: b\n  password: ${{ secrets.A }}"]),
    // `workflow/plaintext-registry-password` reports it.
    workflow(["uses: docker/login-action@v4\nwith:\n  username: b\n  password: hunter22"]),
    workflow(["run: a\nenv:\n  URL: postgres://postgres:postgres@localhost:5432/a\n  POSTGRES_PASSWORD: postgres"]),
    workflow(["run: git push https://bot:${{ secrets.A }}@github.com/a/b"]),
  ])("is silent on\n%s", (text) => {
    expect(places(hardcodedCredential, text)).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import broadAppToken from "../../../server/engine/rules/workflow/broad-app-token.ts";
import cacheInRelease from "../../../server/engine/rules/workflow/cache-in-release.ts";
import pipedRemoteScript from "../../../server/engine/rules/workflow/piped-remote-script.ts";
import selfHostedRunnerForForks from "../../../server/engine/rules/workflow/self-hosted-runner-for-forks.ts";
import tokenPublishing from "../../../server/engine/rules/workflow/token-publishing.ts";
import unlockedInstall from "../../../server/engine/rules/workflow/unlocked-install.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

/** A workflow of one job with these steps; each is its YAML from the first key on. */
const workflow = (steps: readonly string[], on = "push", job = "") =>
  `on: ${on}\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps
    .map((step) => `      - ${step.replaceAll("\n", "\n        ")}\n`)
    .join("")}`;
const script = (text: string, shell = "") => workflow([`run: |\n  ${text.replaceAll("\n", "\n  ")}${shell && `\nshell: ${shell}`}`]);

describe("workflow/piped-remote-script", () => {
  it.each([
    ["curl -sSf https://a.example/i.sh | sh", "curl"],
    ["curl https://a.example/i.sh | sudo bash -s -- -y", "curl"],
    ["wget -qO- https://a.example/i.py | python3 -", "wget"],
    ["curl https://a.example/i.sh | tee log | bash", "curl"],
    ["bash <(curl -s https://a.example/i.sh)", "<(curl -s https://a.example/i.sh)"],
    ['sh -c "$(curl -fsSL https://a.example/i.sh)"', '"$(curl -fsSL https://a.example/i.sh)"'],
    ['eval "$(curl https://a.example/i.sh)"', '"$(curl https://a.example/i.sh)"'],
    ["source <(curl https://a.example/i.sh)", "<(curl https://a.example/i.sh)"],
  ])("reports %s", (text, on) => {
    expect(run(pipedRemoteScript, script(text))).toMatchObject([{ on }]);
  });

  it.each(["irm https://a.example/i.ps1 | iex", "iex ((New-Object Net.WebClient).DownloadString('https://a.example/i.ps1'))"])(
    "reports %s",
    (text) => {
      expect(run(pipedRemoteScript, script(text, "pwsh"))).toHaveLength(1);
    },
  );

  it.each([
    "curl -sSf https://a.example/a.json | jq .",
    "curl https://a.example/i.sh -o i.sh\nsha256sum --check sums\nsh i.sh",
    'curl https://a.example/i.sh > i.sh\necho "abc i.sh" | sha256sum -c\ncat i.sh | sh',
    "curl http://localhost:8080/i.sh | sh",
    'echo "$(curl https://a.example/version)"',
    "curl https://a.example/a.json | python3 -c 'import json'",
    "curl https://a.example/a.json | python3 -m json.tool",
    "curl https://a.example/a.json | node parse.js",
    'bash build.sh "$(curl https://a.example/version)"',
    "cat i.sh | sh",
  ])("is silent on %s", (text) => {
    expect(places(pipedRemoteScript, script(text))).toEqual([]);
  });
});

describe("workflow/cache-in-release", () => {
  const tags = "{push: {tags: ['v*']}}";
  const publish = "run: npm publish";
  const release = "uses: softprops/action-gh-release@v2";

  it.each([
    workflow(["uses: actions/setup-node@v4\nwith:\n  node-version: 24\n  cache: npm", publish], tags),
    workflow(["uses: actions/setup-node@v6\nwith:\n  cache: npm", publish], "{release: {types: [published]}}"),
    workflow(["uses: actions/setup-go@v6", release], tags),
    workflow(["uses: actions/setup-python@v6\nwith:\n  cache: pip", "uses: pypa/gh-action-pypi-publish@release/v1"], tags),
    workflow(["uses: astral-sh/setup-uv@v7\nwith:\n  enable-cache: true", "run: uv publish"], tags),
  ])("turns it off in\n%s", (text) => {
    expect(run(cacheInRelease, text)).toHaveLength(1);
    expectLawfulFixes(cacheInRelease, text);
  });

  it("reports what is cached by hand, and the job whose artifacts are published", () => {
    const cache = "uses: actions/cache@v5\nwith:\n  path: ~/.cargo\n  key: a";
    expect(run(cacheInRelease, workflow([cache, "run: cargo publish"], tags))).toMatchObject([{ on: "actions/cache@v5", fixed: [] }]);
    const two = `on: {push: {tags: ['v*']}}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-go@v6\n      - uses: actions/upload-artifact@v7\n        with:\n          path: dist\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-go@v6\n  publish:\n    needs: [build, test]\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/download-artifact@v7\n      - uses: softprops/action-gh-release@v2\n`;
    expect(places(cacheInRelease, two)).toEqual(["6:15"]);
  });

  it.each([
    workflow(["uses: actions/setup-node@v4\nwith:\n  cache: npm", "run: npm test"], tags),
    workflow(["uses: actions/setup-node@v4\nwith:\n  cache: npm", publish], "{push: {branches: [main]}}"),
    workflow(["uses: actions/setup-node@v4", publish], tags),
    workflow(["uses: actions/setup-go@v6\nwith:\n  cache: false", release], tags),
    workflow(["uses: actions/setup-go@v6\nwith:\n  cache: ${{ !startsWith(github.ref, 'refs/tags/') }}", release], tags),
    workflow(
      ["uses: actions/setup-go@v6\nif: ${{ !startsWith(github.ref, 'refs/tags/') }}", release],
      "{push: {tags: ['v*'], branches: [main]}}",
    ),
    workflow(["uses: actions/setup-go@f111f3307d8850f501ac008e886eec1fd1932a34", release], tags),
    workflow(["uses: actions/cache/save@v5\nwith:\n  path: a\n  key: b", publish], tags),
    workflow(["uses: docker/build-push-action@v7\nwith:\n  push: true\n  tags: a/b:1\n  cache-from: type=gha"], tags),
  ])("is silent on\n%s", (text) => {
    expect(places(cacheInRelease, text)).toEqual([]);
  });
});

describe("workflow/self-hosted-runner-for-forks", () => {
  const text = (on: string, runsOn: string, more = "") =>
    `on: ${on}\npermissions: {}\njobs:\n  a:\n    runs-on: ${runsOn}\n${more}    steps:\n      - run: make\n`;

  it.each([
    text("pull_request", "self-hosted"),
    text("[push, pull_request_target]", "[self-hosted, linux]"),
    text("pull_request", "${{ matrix.os }}", "    strategy:\n      matrix:\n        os: [ubuntu-latest, self-hosted]\n"),
  ])("reports\n%s", (one) => {
    expect(run(selfHostedRunnerForForks, one)).toMatchObject([{ on: "self-hosted" }]);
  });

  it.each([
    text("push", "self-hosted"),
    text("pull_request", "ubuntu-latest"),
    text("pull_request", "our-runner"),
    text("pull_request", "self-hosted", "    if: github.event.pull_request.head.repo.full_name == github.repository\n"),
    text("[push, pull_request]", "self-hosted", "    if: github.event_name == 'push'\n"),
  ])("is silent on\n%s", (one) => {
    expect(places(selfHostedRunnerForForks, one)).toEqual([]);
  });
});

describe("workflow/broad-app-token", () => {
  const token = (inputs: string, action = "actions/create-github-app-token@v3") =>
    workflow([`uses: ${action}\nwith:\n  app-id: 1${inputs}`]);

  it.each([
    ["", "actions/create-github-app-token@v3"],
    ["\n  owner: me", "owner"],
    ["\n  permission-contents: read\n  skip-token-revoke: true", "skip-token-revoke"],
  ])("reports%s", (inputs, on) => {
    expect(run(broadAppToken, token(inputs))).toMatchObject([{ on }]);
    expectLawfulFixes(broadAppToken, token(inputs));
  });

  it("reports the older action", () => {
    expect(run(broadAppToken, token("", "tibdex/github-app-token@v2"))).toHaveLength(1);
    expect(places(broadAppToken, token('\n  permissions: "{}"', "tibdex/github-app-token@v2"))).toEqual([]);
  });

  it.each(["\n  permission-contents: read", "\n  owner: me\n  repositories: a\n  permission-contents: read"])(
    "is silent with%s",
    (inputs) => {
      expect(places(broadAppToken, token(inputs))).toEqual([]);
    },
  );
});

describe("workflow/token-publishing", () => {
  it.each([
    [["uses: pypa/gh-action-pypi-publish@release/v1\nwith:\n  password: ${{ secrets.A }}"], "password"],
    [["run: npm publish\nenv:\n  NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}"], "NODE_AUTH_TOKEN"],
    [["run: twine upload dist/*\nenv:\n  TWINE_PASSWORD: ${{ secrets.A }}"], "TWINE_PASSWORD"],
    [["run: python -m twine upload dist/*\nenv:\n  TWINE_PASSWORD: ${{ secrets.A }}"], "TWINE_PASSWORD"],
    [["run: uv publish\nenv:\n  UV_PUBLISH_TOKEN: ${{ secrets.A }}"], "UV_PUBLISH_TOKEN"],
    [["run: cargo publish -p a\nenv:\n  CARGO_REGISTRY_TOKEN: ${{ secrets.A }}"], "CARGO_REGISTRY_TOKEN"],
    [
      [
        "run: dotnet nuget push a.nupkg -k $NUGET_API_KEY --source https://api.nuget.org/v3/index.json\nenv:\n  NUGET_API_KEY: ${{ secrets.A }}",
      ],
      "NUGET_API_KEY",
    ],
    [["run: gem push a.gem\nenv:\n  GEM_HOST_API_KEY: ${{ secrets.A }}"], "GEM_HOST_API_KEY"],
  ])("reports %s", (steps, on) => {
    expect(run(tokenPublishing, workflow(steps))).toMatchObject([{ on }]);
  });

  const registry = (url: string) => `uses: actions/setup-node@v6\nwith:\n  registry-url: ${url}`;

  it.each([
    [["uses: pypa/gh-action-pypi-publish@release/v1"]],
    [["uses: pypa/gh-action-pypi-publish@release/v1\nwith:\n  password: ${{ secrets.A }}\n  repository-url: https://pypi.example.com/"]],
    [["run: npm publish --provenance"]],
    [["run: npm publish --dry-run\nenv:\n  NODE_AUTH_TOKEN: ${{ secrets.A }}"]],
    [["run: npm publish\nenv:\n  NODE_AUTH_TOKEN: ${{ secrets.GITHUB_TOKEN }}"]],
    [[registry("https://npm.pkg.github.com"), "run: npm publish\nenv:\n  NODE_AUTH_TOKEN: ${{ secrets.A }}"]],
    [["run: cargo publish\nenv:\n  CARGO_REGISTRY_TOKEN: ${{ steps.auth.outputs.token }}"]],
    [["run: dotnet nuget push a.nupkg -k $NUGET_API_KEY --source https://nuget.example.com\nenv:\n  NUGET_API_KEY: ${{ secrets.A }}"]],
    [["run: npm test\nenv:\n  NODE_AUTH_TOKEN: ${{ secrets.A }}"]],
  ])("is silent on %s", (steps) => {
    expect(places(tokenPublishing, workflow(steps))).toEqual([]);
  });

  it("reports npm's own registry", () => {
    const steps = [registry("https://registry.npmjs.org"), "run: npm publish\nenv:\n  NODE_AUTH_TOKEN: ${{ secrets.A }}"];
    expect(run(tokenPublishing, workflow(steps))).toHaveLength(1);
  });
});

describe("workflow/unlocked-install", () => {
  it.each([
    ["npm install -g a-tool", "a-tool"],
    ["npm i --no-save @a/tool@latest", "@a/tool@latest"],
    ["npm install a@1.2.3 b@^2", "b@^2"],
    ["yarn global add a-tool", "a-tool"],
    ["pnpm add -g a-tool", "a-tool"],
    ["gem install bundler", "bundler"],
    ["gem i rake", "rake"],
  ])("reports %s", (text, on) => {
    expect(run(unlockedInstall, script(text))).toMatchObject([{ on }]);
  });

  it.each([
    "npm install",
    "npm ci",
    "npm install -g a-tool@1.2.3",
    "npm install ./a.tgz",
    "npm install -g npm@$VERSION",
    "npm install ../a ./b/",
    "yarn install",
    "pnpm install --frozen-lockfile",
    "gem install bundler -v 2.5.0",
    "gem install pkg/a.gem",
    "npm --prefix web install",
  ])("is silent on %s", (text) => {
    expect(places(unlockedInstall, script(text))).toEqual([]);
  });
});

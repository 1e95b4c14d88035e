import { describe, expect, it } from "vitest";
import rebuilt from "../../../server/engine/rules/workflow/rebuilt-image.ts";
import migration from "../../../server/engine/rules/workflow/unordered-migration.ts";
import terraform from "../../../server/engine/rules/workflow/unplanned-terraform-apply.ts";
import { places } from "../support.ts";

const job = (steps: string, more = "", id = "deploy") =>
  `  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps:\n${steps.replace(/^/gm, "      ")}\n`;
const on = "on:\n  push:\n    branches: [main]\njobs:\n";

describe("workflow/unplanned-terraform-apply", () => {
  it.each([
    "terraform apply -auto-approve",
    "tofu -chdir=infra apply --auto-approve",
    "terraform apply -auto-approve -var region=eu -input=false",
  ])("finds %s", (command) => {
    expect(places(terraform, on + job(`- run: ${command}`, "", "apply"))).toHaveLength(1);
  });

  it.each([
    "terraform apply tfplan",
    "terraform apply -auto-approve tfplan",
    "terraform apply -auto-approve $PLAN",
    "terraform apply -auto-approve -destroy",
    "terraform plan",
    "terraform apply",
  ])("is silent on %s", (command) => {
    expect(places(terraform, on + job(`- run: ${command}`, "", "apply"))).toEqual([]);
  });

  it("is silent behind an environment", () => {
    expect(places(terraform, on + job("- run: terraform apply -auto-approve", "    environment: production\n"))).toEqual([]);
  });
});

describe("workflow/unordered-migration", () => {
  const apply = "kubectl set image deployment/web web=x";

  it("finds one behind the deployment, and one in each job of a matrix", () => {
    expect(places(migration, on + job(`- run: |\n    ${apply}\n    npm run migrate`))).toEqual(["10:11"]);
    const matrix = "    strategy:\n      matrix:\n        region: [eu, us]\n";
    expect(places(migration, on + job(`- run: alembic upgrade head\n- run: ${apply}`, matrix))).toEqual(["11:14"]);
    expect(
      places(migration, on + job(`- run: alembic upgrade head\n- run: ${apply}`, `${matrix}    environment: \${{ matrix.region }}\n`)),
    ).toEqual([]);
  });

  it.each([
    `- run: |\n    npm run migrate\n    ${apply}`,
    `- run: npm run migrate\n- run: ${apply}`,
    `- run: ${apply}`,
    "- run: npm run migrate",
  ])("is silent on %j", (steps) => {
    expect(places(migration, on + job(steps))).toEqual([]);
  });
});

describe("workflow/rebuilt-image", () => {
  const build = (name: string) => `- run: docker build -t ${name}:$GITHUB_SHA . --push`;
  const action = (name: string) => `- uses: docker/build-push-action@v7\n  with:\n    push: true\n    tags: ${name}:\${{ github.sha }}`;
  const apply = "- run: kubectl set image deployment/web web=x";
  const two = (first: string, second: string, needs = "    needs: build\n") =>
    on + job(first, "", "build") + job(`${second}\n${apply}`, needs);

  it("finds the second build of an image", () => {
    expect(places(rebuilt, two(build("ghcr.io/a/web"), build("ghcr.io/a/web")))).toEqual(["13:14"]);
    expect(places(rebuilt, two(action("ghcr.io/a/web"), action("ghcr.io/a/web")))).toHaveLength(1);
    expect(places(rebuilt, two(action("ghcr.io/${{ github.repository }}"), build("ghcr.io/${{ github.repository }}")))).toHaveLength(1);
  });

  it.each([
    ["another image", two(build("ghcr.io/a/web"), build("ghcr.io/a/api"))],
    ["the only build", on + job(`${build("ghcr.io/a/web")}\n${apply}`)],
    ["a job that it does not wait for", two(build("ghcr.io/a/web"), build("ghcr.io/a/web"), "")],
    ["a build that pushes nothing", two("- run: docker build -t ghcr.io/a/web:1 .", build("ghcr.io/a/web"))],
  ])("is silent on %s", (_, text) => {
    expect(places(rebuilt, text)).toEqual([]);
  });
});
